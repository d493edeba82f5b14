import { createAPI, Writer } from '@platformatic/kafka';

export interface WantedOffsets {
  topic: string;
  partitions: number[];
}

export interface ListedOffset {
  topic: string;
  partition: number;
  /** Kafka's error code; 0 is none. */
  errorCode: number;
  /** Of the record found by time, in epoch milliseconds; -1 where offsets were asked for. */
  timestamp: bigint;
  /** -1 where there is none. */
  offset: bigint;
}

const READ_UNCOMMITTED = 0;

/**
 * ListOffsets, version 6 (Kafka 2.6), to a partition's leader, by the protocol's published
 * schemas. Each partition tells its own error. The client's own ends the process where a
 * topic was deleted a moment ago.
 */
export const listOffsetsApi = createAPI<[wanted: WantedOffsets[], timestamp: bigint], ListedOffset[]>(
  2,
  6,
  (wanted: WantedOffsets[], timestamp: bigint) =>
    Writer.create()
      .appendInt32(-1)
      .appendInt8(READ_UNCOMMITTED)
      .appendArray(wanted, (w, { topic, partitions }) =>
        w.appendString(topic).appendArray(partitions, (p, partition) => p.appendInt32(partition).appendInt32(-1).appendInt64(timestamp)),
      )
      .appendTaggedFields(),
  (_correlation, _key, _version, reader) => {
    reader.readInt32();
    const topics = reader.readArray((t) => {
      const topic = t.readString();
      return t.readArray((p): ListedOffset => {
        const partition = p.readInt32();
        const errorCode = p.readInt16();
        const timestamp = p.readInt64();
        const offset = p.readInt64();
        p.readInt32();
        return { topic, partition, errorCode, timestamp, offset };
      });
    });
    return topics.flat();
  },
);
