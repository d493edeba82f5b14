import { createHash } from 'node:crypto';

/**
 * Which topics are recorded: allowed by a pattern, excluded by none, not internal.
 * @param allow patterns in which * stands for any characters
 */
export function topicFilter(allow: readonly string[], exclude: readonly string[]): (topic: string) => boolean {
  const allowed = allow.map(pattern);
  const excluded = exclude.map(pattern);
  return (topic) => allowed.some((each) => each.test(topic)) && !excluded.some((each) => each.test(topic));
}

function pattern(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** A topic id for clusters that know none (before Kafka 2.8): a UUID of version 8 out of the SHA-256 of cluster and name. */
export function derivedTopicId(clusterId: string, topic: string): string {
  const hash = createHash('sha256').update(clusterId).update('\0').update(topic).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
