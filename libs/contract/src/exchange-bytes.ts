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
 * JSON.stringify writes it, in UTF-8; bodies as they are; a word of few is one letter ({@link LETTERS}). All numbers in
 * network order.
 *
 * Another order or another field is another version. {@link FIRST_VERSION} is still read, so that a spool outlives the
 * upgrade of the process that wrote it: it is without the fields of {@link SINCE_VERSION_2}, which get the values of
 * `ORDINARY_EXCHANGE`.
 */
export const EXCHANGE_VERSION = 2;
export const FIRST_VERSION = 1;

/** Milliseconds from 1970-01-01 to 2000-01-01, where Postgres counts from. */
export const POSTGRES_EPOCH_MS = 946_684_800_000;

/**
 * The columns of `http_exchange` that are the sender's, in the order of an entry: first what always has the same length,
 * so that it stands at a fixed place; then numbers and ids that may be NULL; then what is asked most; long things last.
 */
export const EXCHANGE_COLUMNS = [
  'id', 'started_at', 'duration_ns', 'request_body_size', 'response_body_size', 'server_port', 'request_body_truncated', 'response_body_truncated',
  'exchange_kind', 'response_status_code', 'time_to_first_byte_ns', 'trace_id', 'span_id',
  'request_method', 'route', 'service', 'error_type', 'user_agent', 'client_address', 'url_scheme', 'url_path', 'url_query', 'server_address',
  'parent_span_id', 'span_kind', 'origin', 'closed_by', 'close_code', 'request_body_note', 'response_body_note',
  'request_headers', 'response_headers', 'request_body', 'response_body',
] as const;

/** The columns that version 1 did not have. */
export const SINCE_VERSION_2: ReadonlySet<string> = new Set<(typeof EXCHANGE_COLUMNS)[number]>([
  'exchange_kind', 'parent_span_id', 'span_kind', 'origin', 'closed_by', 'close_code', 'request_body_note', 'response_body_note',
]);

/** Words of few, each as the one letter that stands for it in an entry and in its column (of the type `"char"`). */
export const LETTERS = {
  exchangeKind: { response: 'r', stream: 's', tunnel: 't' },
  spanKind: { internal: 'i', server: 's', client: 'c', producer: 'p', consumer: 'o' },
  origin: { gateway: 'g', middleware: 'm', otlp: 'o', import: 'i' },
  closedBy: { caller: 'c', service: 's', gateway: 'g' },
} as const;

type Lettered = typeof LETTERS;
type Words = { [Field in keyof Lettered]: keyof Lettered[Field] };

const WORDS = Object.fromEntries(
  Object.entries(LETTERS).map(([field, letters]) => [field, new Map(Object.entries(letters).map(([word, letter]) => [letter, word]))]),
) as unknown as { [Field in keyof Lettered]: ReadonlyMap<string, Words[Field]> };

/** The word that a letter stands for; undefined when it stands for none. */
export function wordOf<Field extends keyof Lettered>(field: Field, letter: string): Words[Field] | undefined {
  return WORDS[field].get(letter);
}

/** The letter of a word. */
export function letterOf<Field extends keyof Lettered>(field: Field, word: Words[Field]): string {
  return (LETTERS[field] as Record<string, string>)[word as string] as string;
}
