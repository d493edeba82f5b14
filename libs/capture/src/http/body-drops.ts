/** Why nothing is kept of a body that was to be kept. */
export const BODY_DROPS = {
  unknown_coding: 'its content coding is not one that can be undone here, so it could not be redacted',
  not_in_its_coding: 'its bytes are not in the content coding that its head names, so it could not be redacted',
  decoding_busy: 'too many bodies were waiting to be decompressed',
  unknown_charset: 'its charset is not known, so it could not be redacted',
  multipart: 'its parts cannot be told apart, so they could not be redacted',
} as const;

export type BodyDrop = keyof typeof BODY_DROPS;

const counts = new Map<BodyDrop, number>();

/** Bodies of this process that were dropped, by reason. */
export function droppedBodies(): Record<string, number> {
  return Object.fromEntries(counts);
}

export function countDrop(reason: BodyDrop): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
