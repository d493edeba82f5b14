import { z } from 'zod';
import { readSettings, type Setting } from '@contraflow/contract';
import type { PathPattern, RouteTemplate } from '@contraflow/capture';

const count = (min: number, max: number) => z.coerce.number('has to be a number').int().min(min).max(max);
const flag = z.enum(['true', 'false'], 'has to be true or false').transform((value) => value === 'true');
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean));

/** One upstream and the port its callers use. */
export interface Upstream {
  /** The service's name in the record. */
  name: string;
  port: number;
  url: URL;
}

/** `name=port>http://host:port` triples, separated by commas. */
const upstreams = list.pipe(
  z
    .array(
      z.string().transform((text, context): Upstream => {
        const match = /^([\w.-]{1,64})=(\d{1,5})>(https?:\/\/.+)$/.exec(text);
        const url = match && URL.canParse(match[3] as string) ? new URL(match[3] as string) : null;
        if (match && url && Number(match[2]) <= 65_535 && url.search === '' && url.username === '') return { name: match[1] as string, port: Number(match[2]), url };
        context.addIssue({ code: 'custom', message: 'has to be name=port>http://host:port, several separated by commas' });
        return z.NEVER;
      }),
    )
    .min(1, 'is not set')
    .superRefine((all, context) => {
      const ports = all.map(({ port }) => port).filter((port) => port !== 0);
      const twice = ports.find((port, index) => ports.indexOf(port) !== index);
      if (twice !== undefined) context.addIssue({ code: 'custom', message: `names port ${twice} twice` });
    }),
);

/** `/orders/{id}` or `shop:/orders/{id}`, separated by commas. */
const routes = list.pipe(
  z.array(
    z.string().transform((text, context): RouteTemplate => {
      const match = /^(?:([\w.-]{1,64}):)?(\/\S*)$/.exec(text);
      if (match) return { service: match[1] ?? null, template: match[2] as string };
      context.addIssue({ code: 'custom', message: 'has to be /path/{id} or service:/path/{id}, several separated by commas' });
      return z.NEVER;
    }),
  ),
);

/** `/reset/{token}` or `shop:/reset/{token}`, separated by commas. */
const paths = routes.pipe(z.array(z.custom<RouteTemplate>().transform(({ service, template }): PathPattern => ({ service, pattern: template }))));

/** `shop:/reports/*=300`: seconds for a service, a route, or a route of a service. */
export interface TimeoutRule {
  service: string | null;
  /** Null for all routes. */
  template: string | null;
  /** 0: no time-out. */
  seconds: number;
}

/** The time-outs of one gateway; the most exact rule counts: route of a service, route, service, default. */
export interface Timeouts {
  seconds: number;
  rules: readonly TimeoutRule[];
}

const SHAPE = /^(?:([\w.-]{1,64})|(?:([\w.-]{1,64}):)?(\/\S*))=(\d{1,5})$/;
const MOST_SECONDS = 86_400;

/**
 * Reads `60,shop=30,shop:/reports/*=300,/events=0`.
 * @returns what is wrong, as a text, when it cannot be read
 */
export function readTimeouts(text: string): Timeouts | string {
  const timeouts = { seconds: 60, rules: [] as TimeoutRule[] };
  for (const part of text.split(',').map((one) => one.trim()).filter(Boolean)) {
    const match = SHAPE.exec(part);
    if (!match && !/^\d{1,5}$/.test(part)) return 'has to be seconds, or with them name=seconds, /route=seconds and name:/route=seconds, separated by commas';
    const seconds = Number(match ? match[4] : part);
    if (seconds > MOST_SECONDS) return `has to be at most ${MOST_SECONDS}`;
    if (match) timeouts.rules.push({ service: match[1] ?? match[2] ?? null, template: match[3] ?? null, seconds });
    else timeouts.seconds = seconds;
  }
  return timeouts;
}

const timeouts = z.string().transform((text, context): Timeouts => {
  const read = readTimeouts(text);
  if (typeof read !== 'string') return read;
  context.addIssue({ code: 'custom', message: read });
  return z.NEVER;
});

const definitions = {
  host: { name: 'HOST', description: 'Address the gateway listens on.', default: '127.0.0.1', schema: z.string() },
  upstreams: { name: 'GATEWAY_UPSTREAMS', description: 'Services behind the gateway as name=port>http://host:port, separated by commas: callers use the port, the gateway passes on to the URL.', default: undefined, schema: z.string('is not set').pipe(upstreams) },
  routes: { name: 'GATEWAY_ROUTES', description: 'Route templates such as /orders/{id} or shop:/orders/{id}, separated by commas; others are learnt: what looks like an id, or differs from request to request, becomes {id}.', default: '', schema: routes },
  timeouts: { name: 'GATEWAY_TIMEOUT_SECONDS', description: 'Seconds without a byte after which an upstream, or a caller in the middle of a body, has timed out; others by name=seconds, /route=seconds or name:/route=seconds, separated by commas, such as 60,shop=30,/events/*=0. 0: never, for streams that are open and quiet.', default: '60', schema: timeouts },
  bodyRate: { name: 'GATEWAY_BODY_BYTES_PER_SECOND', description: 'Lowest rate of a request’s body, beyond its first 20 seconds; slower callers get 408. 0: none. Routes without a time-out are excepted.', default: '500', schema: count(0, 1_000_000_000) },
  connections: { name: 'GATEWAY_CONNECTIONS', description: 'Most connections to each upstream; requests beyond wait their turn.', default: '512', schema: count(1, 65_535) },
  perAddress: { name: 'GATEWAY_CONNECTIONS_PER_ADDRESS', description: 'Most connections of one caller’s address to each service, beyond which it gets 429; with TRUST_FORWARDED, most requests at once of one address that the proxy names. 0: no bound.', default: '1024', schema: count(0, 1_000_000) },
  tunnels: { name: 'GATEWAY_TUNNELS', description: 'Most tunnels (WebSockets) open at once; beyond, a request for another gets 503.', default: '4096', schema: count(0, 1_000_000) },
  tunnelIdleSeconds: { name: 'GATEWAY_TUNNEL_IDLE_SECONDS', description: 'Seconds without a byte in either direction after which a tunnel is closed; 0: never. Routes whose time-out is 0 are excepted.', default: '900', schema: count(0, 86_400) },
  preserveHost: { name: 'GATEWAY_PRESERVE_HOST', description: 'true passes the caller’s Host header on; false sends the upstream’s own.', default: 'true', schema: flag },
  trustForwarded: { name: 'TRUST_FORWARDED', description: 'true when a proxy in front sets Forwarded and X-Forwarded-*: then they are extended, else replaced.', default: 'false', schema: flag },
  bodyPrefixBytes: { name: 'BODY_PREFIX_BYTES', description: 'Bytes kept of each body; 0 keeps none.', default: '4096', schema: count(0, 65_536) },
  bodyContentTypes: { name: 'BODY_CONTENT_TYPES', description: 'Media types of which bodies are kept, as patterns with * separated by commas; of others only the size. Empty: text, JSON, XML and forms.', default: '', schema: list },
  redactHeaders: { name: 'REDACT_HEADERS', description: 'Headers that are redacted beside the usual ones (see docs/security.md), with * and separated by commas.', default: '', schema: list },
  redactQuery: { name: 'REDACT_QUERY', description: 'Query and form parameters that are redacted beside the usual ones.', default: '', schema: list },
  redactFields: { name: 'REDACT_FIELDS', description: 'JSON fields and XML elements that are redacted beside the usual ones; a dotted path such as customer.email names one place.', default: '', schema: list },
  redactPaths: { name: 'REDACT_PATHS', description: 'Paths of which the segments in braces are redacted, such as /reset/{token} or shop:/share/{key}/**, separated by commas; * stands for any segment, a last ** for all that follow.', default: '', schema: paths },
  spoolDir: { name: 'SPOOL_DIR', description: 'Folder of the capture spool; one process each.', default: '.contraflow/spool/gateway', schema: z.string().min(1) },
  spoolMaxBytes: { name: 'SPOOL_MAX_BYTES', description: 'Bound of the spool on disk; beyond it flows are dropped and counted.', default: '268435456', schema: count(1_048_576, 1_099_511_627_776) },
  captureUrl: { name: 'CAPTURE_URL', description: 'Contraflow server that records.', default: 'http://127.0.0.1:4400', schema: z.url({ protocol: /^https?$/, error: 'has to be an http or https URL' }) },
  captureApiKey: { name: 'CAPTURE_API_KEY', description: 'API key for CAPTURE_URL, made in the dashboard.', default: '', secret: true, schema: z.string() },
  stopSeconds: { name: 'GATEWAY_STOP_SECONDS', description: 'Seconds that requests under way have to end when the gateway is stopped.', default: '10', schema: count(0, 3_600) },
  logLevel: { name: 'LOG_LEVEL', description: 'trace, debug, info, warn, error or fatal.', default: 'info', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']) },
} as const satisfies Record<string, Setting>;

/** Every variable of the gateway, for the README's table and the checks on it. */
export const settings: Setting[] = Object.values(definitions);

export type Config = ReturnType<typeof loadConfig>;

/**
 * The one reader of the environment.
 * @throws SettingsError naming each variable that is missing or wrong
 */
export function loadConfig(env: Record<string, string | undefined> = process.env) {
  return readSettings(definitions, env);
}
