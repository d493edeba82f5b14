import { Hearing } from './hearing.js';

const beats = (hearing: Hearing, count: number) => Array.from({ length: count }, () => hearing.beat());

test('three seconds without a word make it old, since the last word', () => {
  const hearing = new Hearing();
  hearing.heard(1_000);
  beats(hearing, 2);
  expect(hearing.silentSince.get()).toBeNull();
  beats(hearing, 1);
  expect(hearing.silentSince.get()).toBe(1_000);
});

test('the next word heals it', () => {
  const hearing = new Hearing();
  hearing.heard(1_000);
  beats(hearing, 5);
  hearing.heard(9_000);
  expect(hearing.silentSince.get()).toBeNull();
  expect(beats(hearing, 5)).not.toContain(true);
});

test('a line that stays silent is given up every six seconds, and stays old meanwhile', () => {
  const hearing = new Hearing();
  hearing.heard(1_000);
  expect(beats(hearing, 12).flatMap((dead, at) => (dead ? [at + 1] : []))).toEqual([6, 12]);
  expect(hearing.silentSince.get()).toBe(1_000);
});

test('a page that has slept is not called old by the first beat after it', () => {
  const hearing = new Hearing();
  hearing.heard(1_000);
  beats(hearing, 1);
  hearing.heard(3_600_000);
  beats(hearing, 2);
  expect(hearing.silentSince.get()).toBeNull();
});

test('who has never been heard has no time to name', () => {
  const hearing = new Hearing();
  beats(hearing, 4);
  expect(hearing.silentSince.get()).toBeNull();
});
