import type { Side } from '../flow.js';

/** What a field holds: `text` and `bytes` are compared without regard to ASCII case. */
export type FieldType = 'text' | 'bytes' | 'number';

export interface FieldDefinition {
  type: FieldType;
  /** The sides that have it; on the other one it never matches. */
  sides: readonly Side[];
  description: string;
  example: string;
  /** Unit suffixes and their factors to the field's own unit. */
  units?: Readonly<Record<string, number>>;
}

const HTTP = ['http'] as const;
const KAFKA = ['kafka'] as const;
const BOTH = ['http', 'kafka'] as const;
const DURATION = { '': 1e6, ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, m: 60e9 } as const;
const SIZE = { '': 1, b: 1, k: 1e3, kb: 1e3, mb: 1e6, gb: 1e9, kib: 1024, mib: 1024 ** 2 } as const;

/** Every field that a filter may name. */
export const FIELDS = {
  side: { type: 'text', sides: BOTH, description: 'rest or kafka', example: 'side:kafka' },
  service: { type: 'text', sides: HTTP, description: 'the called service', example: 'service:shop' },
  method: { type: 'text', sides: HTTP, description: 'request method', example: 'method:POST' },
  status: { type: 'number', sides: HTTP, description: 'response status code', example: 'status:>=500' },
  route: { type: 'text', sides: HTTP, description: 'route template', example: 'route:/orders/*' },
  path: { type: 'text', sides: HTTP, description: 'path as called', example: 'path:/orders/17' },
  query: { type: 'text', sides: HTTP, description: 'query string', example: 'query:*page=2*' },
  client: { type: 'text', sides: HTTP, description: 'client address', example: 'client:10.2.*' },
  agent: { type: 'text', sides: HTTP, description: 'user agent', example: 'agent:mobile*' },
  error: { type: 'text', sides: HTTP, description: 'error type', example: 'error:upstream_timeout' },
  duration: { type: 'number', sides: HTTP, description: 'from the request to the end of its answer, or of its stream or tunnel (ms unless said)', example: 'duration:>200ms', units: DURATION },
  exchange: { type: 'text', sides: HTTP, description: 'response, stream or tunnel (WebSocket)', example: 'exchange:stream' },
  topic: { type: 'text', sides: KAFKA, description: 'topic', example: 'topic:orders' },
  partition: { type: 'number', sides: KAFKA, description: 'partition', example: 'partition:3' },
  offset: { type: 'number', sides: KAFKA, description: 'offset', example: 'offset:>=41000' },
  key: { type: 'bytes', sides: KAFKA, description: 'record key', example: 'key:o-88213' },
  tombstone: { type: 'text', sides: KAFKA, description: 'true for records without a value', example: 'tombstone:true' },
  size: { type: 'number', sides: BOTH, description: 'bytes of the response body or of the record value', example: 'size:>10kB', units: SIZE },
  trace: { type: 'text', sides: BOTH, description: 'trace id', example: 'trace:0af7651916cd43dd8448eb211c80319c' },
} as const satisfies Record<string, FieldDefinition>;

export type FieldName = keyof typeof FIELDS;

/** The definition of a field. */
export function fieldOf(name: FieldName): FieldDefinition {
  return FIELDS[name];
}

/** Where free text is looked for, on each side; `value`, `requestBody` and `responseBody` are the recorded prefixes. */
export const FREE_TEXT = {
  http: { text: ['service', 'method', 'route', 'path', 'query', 'client', 'agent', 'error'], bytes: ['requestBody', 'responseBody'] },
  kafka: { text: ['topic'], bytes: ['key', 'value'] },
} as const;
