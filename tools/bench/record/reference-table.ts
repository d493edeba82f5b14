/** A table of rows, as the references fill it. */
export interface ReferenceTable {
  name: 'kafka_record' | 'http_exchange';
  /** How Prisma knows it: fields are named as the columns. */
  model: string;
  /** The property of the Prisma client. */
  delegate: 'kafkaRecord' | 'httpExchange';
}

/** Tables by day are more than Prisma can say; for inserting into one, this is what it has to know. */
export const KAFKA_RECORD: ReferenceTable = {
  name: 'kafka_record',
  delegate: 'kafkaRecord',
  model: `
model KafkaRecord {
  observed_at     DateTime @db.Timestamptz(6)
  recorded_at     DateTime @db.Timestamptz(6)
  cluster_id      String
  topic_id        String   @db.Uuid
  topic           String
  partition       Int
  offset          BigInt
  timestamp_ms    BigInt
  append_time     Boolean
  key             Bytes?
  key_size        Int
  key_truncated   Boolean
  value           Bytes?
  body_size       Int
  value_truncated Boolean
  headers         Bytes
  tombstone       Boolean
  schema_id       Int?
  trace_id        String?  @db.Uuid
  span_id         Bytes?
  @@id([topic_id, partition, offset])
  @@map("kafka_record")
}`,
};

export const HTTP_EXCHANGE: ReferenceTable = {
  name: 'http_exchange',
  delegate: 'httpExchange',
  model: `
model HttpExchange {
  id                      String   @id @db.Uuid
  started_at              DateTime @db.Timestamptz(6)
  recorded_at             DateTime @db.Timestamptz(6)
  source                  String
  position                BigInt
  duration_ns             BigInt
  time_to_first_byte_ns   BigInt?
  request_method          String
  route                   String
  url_scheme              String
  url_path                String
  url_query               String
  server_address          String
  server_port             Int
  client_address          String
  user_agent              String
  response_status_code    Int?
  request_body_size       BigInt
  response_body_size      BigInt
  request_headers         Bytes
  response_headers        Bytes
  request_body            Bytes?
  request_body_truncated  Boolean
  response_body           Bytes?
  response_body_truncated Boolean
  error_type              String?
  trace_id                String?  @db.Uuid
  span_id                 Bytes?
  service                 String
  @@map("http_exchange")
}`,
};
