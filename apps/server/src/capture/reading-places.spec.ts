import { ReadingPlaces } from './reading-places.js';

test('no key and no address takes every place from others', () => {
  const places = new ReadingPlaces();
  const slow = Array.from({ length: 10 }, (_, n) => places.take(['slow', `10.0.0.${n}`])).filter((leave) => leave !== null);
  expect(slow).toHaveLength(6);
  const near = Array.from({ length: 10 }, (_, n) => places.take([`key ${n}`, '10.0.0.1'])).filter((leave) => leave !== null);
  expect(near).toHaveLength(2);
  expect(places.take(['another', '10.9.9.9'])).toBeNull();
  slow[0]?.();
  expect(places.take(['another', '10.9.9.9'])).not.toBeNull();
});

test('one sender has as many as it sends ahead, and gets them back', () => {
  const places = new ReadingPlaces();
  for (let round = 0; round < 3; round += 1) {
    const six = Array.from({ length: 6 }, () => places.take(['gateway', '127.0.0.1']));
    expect(six.every((leave) => leave !== null)).toBe(true);
    expect(places.take(['gateway', '127.0.0.1'])).toBeNull();
    for (const leave of six) leave?.();
  }
});
