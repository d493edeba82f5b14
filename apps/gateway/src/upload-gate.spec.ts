import { UploadGate } from './upload-gate.js';

test('lets in as many as it has places, and the others in turn', () => {
  const gate = new UploadGate(2, 2);
  const inside: number[] = [];
  const uploaders = [0, 1, 2, 3, 4].map((number) => ({ onGate: () => void inside.push(number) }));
  const [first, second, third, fourth, fifth] = uploaders as [(typeof uploaders)[0], (typeof uploaders)[0], (typeof uploaders)[0], (typeof uploaders)[0], (typeof uploaders)[0]];
  expect(uploaders.map((one) => gate.enter(one))).toEqual([true, true, true, true, false]);
  expect([inside, gate.waiting]).toEqual([[0, 1], 2]);
  // One that waited and went away, one that never entered, one twice.
  gate.leave(third);
  gate.leave(fifth);
  gate.leave(second);
  gate.leave(second);
  expect([inside, gate.waiting]).toEqual([[0, 1, 3], 0]);
  gate.leave(first);
  gate.leave(fourth);
  expect(gate.enter(fifth)).toBe(true);
  expect(inside).toEqual([0, 1, 3, 4]);
});
