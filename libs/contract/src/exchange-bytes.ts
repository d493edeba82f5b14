/**
 * Entries as bytes, in a spool and on their way to the server.
 *
 * A sequence of entries: each is its length (uint32, little endian) and so many bytes. The first byte says what it is:
 *
 * - `{`: the entry as JSON in UTF-8, see `CaptureEntry`.
 * - {@link EXCHANGE_VERSION}: an exchange. Behind it come the fields of {@link EXCHANGE_COLUMNS}, in that order, each as
 *   PostgreSQL's binary COPY has it: its length (int32, network order; -1 for NULL) and its bytes. So the recorder
 *   hands them on unchanged, once it has checked them.
 *
 * The fields: `uuid` 16 bytes (a trace id too); `timestamptz` int64 microseconds since 2000-01-01 UTC; `bigint` int64;
 * `integer` int32; `boolean` one byte, 0 or 1; `text` UTF-8; a span id 8 bytes; headers `[["name","value"],…]` as
 * JSON.stringify writes it, in UTF-8; bodies as they are. All numbers in network order.
 *
 * Another order or another field is another version.
 */
export const EXCHANGE_VERSION = 1;

/** Milliseconds from 1970-01-01 to 2000-01-01, where Postgres counts from. */
export const POSTGRES_EPOCH_MS = 946_684_800_000;

/**
 * The columns of `http_exchange` that are the sender's, in the order of an entry: first what always has the same length,
 * so that it stands at a fixed place; then numbers and ids that may be NULL; then what is asked most; long things last.
 */
export const EXCHANGE_COLUMNS = [
  'id', 'started_at', 'duration_ns', 'request_body_size', 'response_body_size', 'server_port', 'request_body_truncated', 'response_body_truncated',
  'response_status_code', 'time_to_first_byte_ns', 'trace_id', 'span_id',
  'request_method', 'route', 'service', 'error_type', 'user_agent', 'client_address', 'url_scheme', 'url_path', 'url_query', 'server_address',
  'request_headers', 'response_headers', 'request_body', 'response_body',
] as const;
