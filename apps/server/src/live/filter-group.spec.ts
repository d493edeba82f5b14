import { parseFilter, type Side } from '@contraflow/contract';
import { emptyRows, type HttpRow, type KafkaRow, type RecordedBatch } from '@contraflow/store';
import { FilterGroup, type Found, KEPT_MATCHES } from './filter-group.js';
import { Matcher } from './matcher.js';
import { FlowRing } from './ring.js';

let recordedAt = Date.now();
const http = (status: number) => ({ position: 0n, exchange: { kind: 'http', responseStatusCode: status } }) as unknown as HttpRow;
const kafka = (partition: number) => ({ topic: 'orders', partition, offset: 0n }) as unknown as KafkaRow;

/** One transaction with these rows, from one source. */
function transaction(rows: { http?: HttpRow[]; kafka?: KafkaRow[] }): RecordedBatch[] {
  recordedAt += 1;
  return [{ source: 's', epoch: 1, expected: 0n, next: 1n, rows: { ...emptyRows(), ...rows }, bytes: 100, recordedAt }];
}

function groupOn(ring: FlowRing, filter: string, sides: Side[] = ['http', 'kafka']): { group: FilterGroup; offered: Found[] } {
  const group = new FilterGroup('key', new Matcher(sides, parseFilter(filter)), ring);
  const offered: Found[] = [];
  group.members.add({ offer: (found) => offered.push(found) });
  return { group, offered };
}

test('matching flows are found by their numbers, each once', () => {
  const ring = new FlowRing();
  ring.add(transaction({ http: [http(500)] }));
  const { group, offered } = groupOn(ring, 'status:>=500 OR partition:2');
  ring.add(transaction({ http: [http(200), http(503)], kafka: [kafka(1), kafka(2)] }));
  group.advance();
  group.advance();
  ring.add(transaction({ kafka: [kafka(2)] }));
  group.advance();
  expect(offered).toEqual([
    { http: [3], kafka: [5], leftOut: { http: 0, kafka: 0 } },
    { http: [], kafka: [6], leftOut: { http: 0, kafka: 0 } },
  ]);
});

test('a side that is not wanted is never offered', () => {
  const ring = new FlowRing();
  const { group, offered } = groupOn(ring, '', ['kafka']);
  ring.add(transaction({ http: [http(200)], kafka: [kafka(1)] }));
  group.advance();
  expect(offered).toEqual([{ http: [], kafka: [2], leftOut: { http: 0, kafka: 0 } }]);
});

test('of more matches than any client takes the newest are kept and the others counted', () => {
  const ring = new FlowRing();
  const { group, offered } = groupOn(ring, '');
  ring.add(transaction({ kafka: Array.from({ length: KEPT_MATCHES + 7 }, () => kafka(1)) }));
  group.advance();
  expect(offered[0]!.kafka).toHaveLength(KEPT_MATCHES);
  expect(offered[0]!.kafka[0]).toBe(8);
  expect(offered[0]!.leftOut).toEqual({ http: 0, kafka: 7 });
});

test('when the time is up the rest waits for the next step', () => {
  const ring = new FlowRing();
  const { group, offered } = groupOn(ring, 'partition:1');
  ring.add(transaction({ http: [http(200)], kafka: Array.from({ length: 600 }, () => kafka(1)) }));
  group.advance(0);
  expect(offered[0]!.kafka).toHaveLength(255);
  group.advance(0);
  group.advance(0);
  expect(offered.flatMap((found) => found.kafka)).toEqual(Array.from({ length: 600 }, (_, i) => i + 2));
});

test('flows that left the ring before they were looked at are counted as left out, on their sides', () => {
  const ring = new FlowRing(10);
  const { group, offered } = groupOn(ring, 'partition:1');
  ring.add(transaction({ http: [http(200), http(200)], kafka: [kafka(1), kafka(1), kafka(1)] }));
  for (let n = 0; n < 3; n += 1) ring.add(transaction({ kafka: Array.from({ length: 5 }, () => kafka(1)) }));
  group.advance();
  expect(offered).toEqual([{ http: [], kafka: expect.arrayContaining([ring.head]), leftOut: { http: 2, kafka: 8 } }]);
  expect(offered[0]!.kafka).toHaveLength(10);
});
