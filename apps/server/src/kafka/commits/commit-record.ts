import { ByteReader } from '../wire/byte-reader.js';

/** A commit as `__consumer_offsets` holds it. */
export interface CommitRecord {
  consumerGroup: string;
  topic: string;
  partition: number;
  committedOffset: bigint;
}

/** Keys of versions 0 and 1 are commits; others are metadata of groups. */
const HIGHEST_COMMIT_KEY = 1;

/**
 * Reads one record of `__consumer_offsets` (Kafka's OffsetCommitKey and OffsetCommitValue schemas).
 * @returns null for whatever is not a commit: group metadata, and tombstones of expired or deleted offsets
 * @throws RangeError where the bytes are not what they say
 */
export function commitOf(key: Buffer | null, value: Buffer | null): CommitRecord | null {
  if (!key || !value || key.length < 2) return null;
  const keyReader = new ByteReader(key);
  const version = keyReader.int16();
  if (version < 0 || version > HIGHEST_COMMIT_KEY) return null;
  const consumerGroup = keyReader.string(keyReader.int16());
  const topic = keyReader.string(keyReader.int16());
  const partition = keyReader.int32();
  const valueReader = new ByteReader(value);
  valueReader.skip(2);
  return { consumerGroup, topic, partition, committedOffset: valueReader.int64() };
}
