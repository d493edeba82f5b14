import { createAPI, Writer, type Reader } from '@platformatic/kafka';

export interface ShareGroupOffsets {
  groupId: string;
  errorCode: number;
  /** Where the group's unfinished work begins in each partition; -1 where it has not begun. */
  partitions: { topic: string; partition: number; startOffset: bigint }[];
}

/**
 * DescribeShareGroupOffsets, version 0 (Kafka 4.1), by the protocol's published schemas. Share
 * groups commit no offsets; the start offset is the nearest thing: everything before it is done.
 */
export const shareOffsetsApi = createAPI<[groups: string[]], ShareGroupOffsets[]>(
  90,
  0,
  (groups: string[]) =>
    Writer.create()
      .appendArray(groups, (w, group) => w.appendString(group).appendArray(null, () => undefined))
      .appendTaggedFields(),
  (_correlation, _key, _version, reader) => {
    reader.readInt32();
    return reader.readArray((r) => readGroup(r));
  },
);

function readGroup(reader: Reader): ShareGroupOffsets {
  const groupId = reader.readString();
  const topics = reader.readArray((t) => {
    const topic = t.readString();
    t.readUUID();
    return t.readArray((p) => {
      const partition = p.readInt32();
      const startOffset = p.readInt64();
      p.readInt32();
      const errorCode = p.readInt16();
      p.readNullableString();
      return { topic, partition, startOffset: errorCode === 0 ? startOffset : -1n };
    });
  });
  const errorCode = reader.readInt16();
  reader.readNullableString();
  return { groupId, errorCode, partitions: topics.flat() };
}
