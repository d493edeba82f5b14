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

const definitions = {
  host: { name: 'HOST', description: 'Address the gateway listens on.', default: '127.0.0.1', schema: z.string() },
  upstreams: { name: 'GATEWAY_UPSTREAMS', description: 'Services behind the gateway as name=port>http://host:port, separated by commas: callers use the port, the gateway passes on to the URL.', default: undefined, schema: z.string('is not set').pipe(upstreams) },
  routes: { name: 'GATEWAY_ROUTES', description: 'Route templates such as /orders/{id} or shop:/orders/{id}, separated by commas; other routes are found by what looks like an id.', default: '', schema: routes },
  timeoutSeconds: { name: 'GATEWAY_TIMEOUT_SECONDS', description: 'Seconds without a byte after which an upstream, or a caller in the middle of a body, has timed out.', default: '60', schema: count(1, 86_400) },
  connections: { name: 'GATEWAY_CONNECTIONS', description: 'Most connections to each upstream; requests beyond wait their turn.', default: '512', schema: count(1, 65_535) },
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
