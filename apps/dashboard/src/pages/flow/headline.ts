import type { FlowDetail, GroupPassage, HttpExchange, LinkedRecord, Side } from '@contraflow/contract';
import { courseText } from '../../ui/flow/course.js';
import { flowLabel } from '../../ui/flow/label.js';
import { asText, duration } from '../../ui/format/numbers.js';

/** What became of a flow, in one sentence that says no more than its data does. */
export interface Headline {
  subject: string;
  side: Side;
  rest: string;
  tone: 'good' | 'warn' | 'bad';
}

/** `POST /payments` + ` failed with 503 after 1.84 s; it caused 1 record: 2 of 3 groups have passed it` */
export function headline(detail: FlowDetail): Headline {
  const { flow } = detail;
  const subject = flowLabel(flow);
  if (flow.kind === 'kafka') return { subject, side: 'kafka', tone: 'good', rest: ` was written; ${passedText(detail.groups, 'it')}` };
  const { text, tone } = outcomeOf(flow);
  const children = detail.linked.filter((linked) => linked.relation === 'child');
  return { subject, side: 'http', tone, rest: `${text}${causedText(children)}${elseText(detail.linked, children.length > 0)}` };
}

function outcomeOf(exchange: HttpExchange): { text: string; tone: Headline['tone'] } {
  const { responseStatusCode: status, errorType, durationNs } = exchange;
  const course = courseText(exchange);
  if (course !== null) return errorType === null ? { text: ` was a ${course}`, tone: 'good' } : { text: ` was a ${course}, and broke (${errorType})`, tone: 'bad' };
  const after = ` after ${asText(duration(durationNs))}`;
  if (status === null) return { text: ` got no answer (${errorType ?? 'unknown reason'})${after}`, tone: 'bad' };
  if (status >= 500) return { text: ` failed with ${status}${after}`, tone: 'bad' };
  if (status >= 400) return { text: ` was refused with ${status}${after}`, tone: 'warn' };
  return { text: ` was answered ${status}${after}`, tone: 'good' };
}

/** Of what names the request as its parent, and of nothing else. */
function causedText(children: readonly LinkedRecord[]): string {
  if (children.length === 0) return '';
  const records = children.filter(({ summary }) => summary.kind === 'kafka');
  const groups = records.flatMap((record) => record.groups);
  const passed = records.length === 0 ? '' : `: ${passedText(groups, records.length === 1 ? 'it' : 'them')}`;
  return `; it caused ${counted(children)}${passed}`;
}

function elseText(linked: readonly LinkedRecord[], caused: boolean): string {
  const others = linked.filter((one) => one.relation !== 'child');
  if (others.length === 0) return '';
  return `; ${caused ? 'also in its trace' : 'in its trace'}: ${counted(others)}`;
}

function passedText(groups: readonly GroupPassage[], what: string): string {
  const active = groups.filter((group) => group.standing === 'active');
  const names = new Set(active.map((group) => group.consumerGroup));
  if (names.size === 0) return 'no group reads its topic';
  const waiting = new Set(active.filter((group) => !group.passed).map((group) => group.consumerGroup));
  return `${names.size - waiting.size} of ${names.size} ${names.size === 1 ? 'group has' : 'groups have'} passed ${what}`;
}

function counted(flows: readonly LinkedRecord[]): string {
  const records = flows.filter(({ summary }) => summary.kind === 'kafka').length;
  const requests = flows.length - records;
  return [many(records, 'record'), many(requests, 'request')].filter(Boolean).join(' and ');
}

const many = (count: number, noun: string) => (count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`);
