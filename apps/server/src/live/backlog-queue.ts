import type { FlowsMessage, LiveCursor } from '@contraflow/contract';
import type { Backlog } from './backlog.js';
import { MESSAGE_BYTES, MESSAGE_FLOWS } from './flows-packet.js';
import type { Counts } from './ring.js';

/** As much of a backlog as one message takes. */
export interface Page {
  from: FlowsMessage['from'];
  flows: string[];
  counts: Counts;
  /** The place after it. */
  cursor: LiveCursor;
}

/** A backlog on its way to a browser, page by page. */
export class BacklogQueue {
  private at = 0;
  private pages = 0;

  /** @param release is called once, when the backlog is gone, sent or not */
  constructor(
    private readonly backlog: Backlog,
    private readonly release: () => void,
  ) {}

  /** An empty backlog still has one page to send: its cursor, and what it left out. */
  get isDone(): boolean {
    return this.at === this.backlog.flows.length && this.pages > 0;
  }

  /** Flows not sent yet, by side. */
  counts(): Counts {
    const counts = { http: 0, kafka: 0 };
    for (let at = this.at; at < this.backlog.flows.length; at += 1) counts[this.backlog.flows[at]!.side] += 1;
    return counts;
  }

  /** Takes the next flows, at most `allowed`, all from one place. @returns null when none may go now */
  next(allowed: number): Page | null {
    const { flows, end } = this.backlog;
    const from = flows[this.at]?.from ?? 'buffer';
    const page: Page = { from, flows: [], counts: { http: 0, kafka: 0 }, cursor: end };
    const [begin, limit] = [this.at, Math.min(allowed, MESSAGE_FLOWS)];
    let size = 0;
    for (let flow = flows[this.at]; flow && flow.from === from && this.at - begin < limit; flow = flows[this.at]) {
      size += flow.json.length;
      if (size > MESSAGE_BYTES && this.at > begin) break;
      page.flows.push(flow.json);
      page.counts[flow.side] += 1;
      page.cursor = flow.cursor;
      this.at += 1;
    }
    if (this.at === begin && begin < flows.length) return null;
    if (this.at === flows.length) page.cursor = end;
    this.pages += 1;
    return page;
  }

  drop(): void {
    this.release();
  }
}
