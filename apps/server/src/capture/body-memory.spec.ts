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

test('no more than a bound is kept for later, and bodies of another size do not stay in the way', () => {
  const memory = new BodyMemory();
  const given = Array.from({ length: 40 }, () => memory.take(MIB));
  given.forEach((body) => memory.give(body));
  const again = new Set(Array.from({ length: 40 }, () => memory.take(MIB).buffer));
  expect(given.filter(({ buffer }) => again.has(buffer))).toHaveLength(24);

  const larger = memory.take(3 * MIB);
  given.forEach((body) => memory.give(body));
  memory.give(larger);
  expect(memory.take(3 * MIB).buffer).toBe(larger.buffer);
});

test('memory of a size that no body is given is not kept', () => {
  const memory = new BodyMemory();
  const odd = Buffer.alloc(MIB + 1);
  memory.give(odd);
  expect(memory.take(MIB + 1).buffer).not.toBe(odd.buffer);
});
