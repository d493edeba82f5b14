import { BodyMemory } from './body-memory.js';

const MIB = 1024 * 1024;

test('memory that was given back is read into again, by a body of about the same size', () => {
  const memory = new BodyMemory();
  const first = memory.take(2 * MIB - 100);
  memory.give(first);
  const second = memory.take(2 * MIB - 5_000);
  expect(second.buffer).toBe(first.buffer);
  expect(second).toHaveLength(2 * MIB - 5_000);
  const third = memory.take(2 * MIB - 5_000);
  expect(third.buffer).not.toBe(first.buffer);
  memory.give(second);
  // Much of it would lie idle under a body of half the size.
  expect(memory.take(MIB).buffer).not.toBe(first.buffer);
});

test('small bodies have memory of their own', () => {
  const memory = new BodyMemory();
  const first = memory.take(1_000);
  memory.give(first);
  expect(memory.take(1_000).buffer).not.toBe(first.buffer);
});

test('no more than a bound is kept for later', () => {
  const memory = new BodyMemory();
  const given = Array.from({ length: 40 }, () => memory.take(MIB));
  given.forEach((body) => memory.give(body));
  const again = new Set(Array.from({ length: 40 }, () => memory.take(MIB).buffer));
  expect(given.filter(({ buffer }) => again.has(buffer))).toHaveLength(24);
});
