import { createAPI, Writer, type Reader } from '@platformatic/kafka';

/** A topic as the cluster tells it. */
export interface TopicMetadata {
  name: string;
  /** Null before Kafka 2.8. */
  id: string | null;
  /** Kafka's error code for the whole topic; 0 is none. */
  errorCode: number;
  internal: boolean;
  /** By number, the id of the broker that leads it; -1 where nobody does. */
  leaders: Map<number, number>;
}

export interface MetadataAnswer {
  brokers: { nodeId: number; host: string; port: number }[];
  clusterId: string | null;
  topics: TopicMetadata[];
}

export const METADATA_KEY = 3;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Metadata of every topic, by the protocol's published schemas: version 12 (Kafka 3.1)
 * with topic ids, version 9 (Kafka 2.4) without. The client's own fails as a whole
 * where one partition of the cluster has no leader; here each topic tells its own state.
 */
export const metadataApis = [12, 9].map((version) =>
  createAPI<[], MetadataAnswer>(
    METADATA_KEY,
    version,
    () => {
      const writer = Writer.create().appendArray(null, () => undefined).appendBoolean(false);
      if (version === 9) writer.appendBoolean(false);
      return writer.appendBoolean(false).appendTaggedFields();
    },
    (_correlation, _key, _version, reader) => parse(reader, version === 12),
  ),
);

function parse(reader: Reader, withIds: boolean): MetadataAnswer {
  reader.readInt32();
  const brokers = reader.readArray((r) => {
    const broker = { nodeId: r.readInt32(), host: r.readString(), port: r.readInt32() };
    r.readNullableString();
    return broker;
  });
  const clusterId = reader.readNullableString();
  reader.readInt32();
  const topics = reader.readArray((r) => {
    const errorCode = r.readInt16();
    const name = r.readNullableString() ?? '';
    const id = withIds ? r.readUUID() : NO_ID;
    const internal = r.readBoolean();
    const leaders = new Map(r.readArray((p) => readPartition(p)).sort(([a], [b]) => a - b));
    r.readInt32();
    return { name, id: id === NO_ID ? null : id, errorCode, internal, leaders };
  });
  return { brokers, clusterId, topics };
}

function readPartition(reader: Reader): [index: number, leader: number] {
  reader.readInt16();
  const index = reader.readInt32();
  const leader = reader.readInt32();
  reader.readInt32();
  for (let lists = 0; lists < 3; lists += 1) reader.readArray((r) => r.readInt32(), true, false);
  return [index, leader];
}
