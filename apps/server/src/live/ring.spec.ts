import { emptyRows, type KafkaRow, type RecordedBatch } from '@contraflow/store';
import { FlowRing } from './ring.js';

const rows = (count: number) => Array.from({ length: count }, () => ({ offset: 0n }) as unknown as KafkaRow);

function batch(recordedAt: number, count: number, bytes = 10): RecordedBatch {
  return { source: 's', epoch: 1, expected: 0n, next: 1n, rows: { ...emptyRows(), kafka: rows(count) }, bytes, recordedAt };
}

test('the oldest transactions leave, as a whole, once there are enough newer flows', () => {
  const ring = new FlowRing(10);
  ring.add([batch(101, 4), batch(101, 4)]);
  ring.add([batch(102, 4)]);
  ring.add([batch(103, 5)]);
  expect(ring.oldest).toBe(1);
  ring.add([batch(104, 1)]);
  expect([ring.oldest, ring.goneAt, ring.head]).toEqual([9, 101, 18]);
});

test('many bytes leave too, but never the newest transaction', () => {
  const ring = new FlowRing(1_000, 100);
  ring.add([batch(101, 1, 60)]);
  ring.add([batch(102, 1, 60)]);
  expect(ring.oldest).toBe(2);
  ring.add([batch(103, 1, 5_000)]);
  expect([ring.oldest, ring.head]).toEqual([3, 3]);
});

test('all that comes after a place was recorded later than the place says, within a transaction too', () => {
  const ring = new FlowRing();
  ring.add([batch(101, 2), batch(101, 2)]);
  ring.add([batch(105, 1)]);
  expect(ring.cursorAt(1).recordedAt).toBe(100);
  expect(ring.cursorAt(3).recordedAt).toBe(100);
  expect(ring.cursorAt(4).recordedAt).toBe(104);
  expect(ring.cursorAt(5).recordedAt).toBe(105);
});

test('a batch without flows takes no number', () => {
  const ring = new FlowRing();
  ring.add([batch(101, 0), batch(101, 3)]);
  expect([ring.oldest, ring.head]).toEqual([1, 3]);
  expect(ring.batchOf(4)).toBeNull();
});

test('who leaves lets go of what its rows lie in, and only then', () => {
  const ring = new FlowRing(10);
  const gone: number[] = [];
  const counted = (recordedAt: number, count: number) => ({ ...batch(recordedAt, count), letGo: () => void gone.push(recordedAt) });
  ring.add([counted(101, 4), counted(101, 4)]);
  ring.add([counted(102, 9)]);
  expect(gone).toEqual([]);
  ring.add([counted(103, 1)]);
  expect(gone).toEqual([101, 101]);
  ring.add([counted(104, 10)]);
  expect(gone).toEqual([101, 101, 102, 103]);
});
