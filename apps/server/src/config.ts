import { z } from 'zod';
import { readSettings, SettingsError, type Setting, SourcePattern } from '@contraflow/contract';

/** Injects the frozen {@link Config}. */
export const CONFIG = Symbol('config');

const port = z.coerce.number().int('has to be a port number').min(0).max(65_535);
const count = (min: number, max: number) => z.coerce.number('has to be a number').int().min(min).max(max);
const flag = z.enum(['true', 'false'], 'has to be true or false').transform((value) => value === 'true');
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean));

/** `name=postgres url` pairs, separated by commas. */
const namedUrls = list.pipe(
  z.array(
    z.string().transform((pair, context) => {
      const match = /^([\w.-]{1,64})=(postgres(?:ql)?:\/\/.+)$/.exec(pair);
      if (match) return { name: match[1] as string, url: match[2] as string };
      context.addIssue({ code: 'custom', message: 'has to be name=postgresql://… pairs, separated by commas' });
      return z.NEVER;
    }),
  ),
);

const definitions = {
  host: { name: 'HOST', description: 'Address the server listens on.', default: '127.0.0.1', schema: z.string() },
  serverPort: { name: 'SERVER_PORT', description: 'Port of the dashboard and the API.', default: '4400', schema: port },
  publicUrl: { name: 'PUBLIC_URL', description: 'Address that browsers use, when it is not http://HOST:SERVER_PORT; its origin is the one allowed.', default: '', schema: z.union([z.literal(''), z.url('has to be a URL')]) },
  trustProxy: { name: 'TRUST_PROXY', description: 'true when a reverse proxy in front sets X-Forwarded-For.', default: 'false', schema: flag },
  databaseUrl: { name: 'DATABASE_URL', description: 'PostgreSQL to record into (`npm start` embeds one when it is not set).', default: undefined, secret: true, schema: z.string('is not set').regex(/^postgres(ql)?:\/\//, 'has to begin with postgresql://') },
  kafkaBrokers: { name: 'KAFKA_BROKERS', description: 'Brokers as host:port, separated by commas (`npm start` embeds one when it is not set). Empty: the REST half runs alone.', default: '', schema: list },
  kafkaMissingReason: { name: 'KAFKA_MISSING_REASON', description: 'Shown in the dashboard when KAFKA_BROKERS is empty; set by `npm start`.', default: '', schema: z.string().max(1_000) },
  kafkaSsl: { name: 'KAFKA_SSL', description: 'true to speak TLS to the brokers.', default: 'false', schema: flag },
  kafkaSaslMechanism: { name: 'KAFKA_SASL_MECHANISM', description: 'plain, scram-sha-256 or scram-sha-512; empty for none.', default: '', schema: z.enum(['', 'plain', 'scram-sha-256', 'scram-sha-512']) },
  kafkaSaslUsername: { name: 'KAFKA_SASL_USERNAME', description: 'User for SASL.', default: '', schema: z.string() },
  kafkaSaslPassword: { name: 'KAFKA_SASL_PASSWORD', description: 'Password for SASL.', default: '', secret: true, schema: z.string() },
  kafkaTopics: { name: 'KAFKA_TOPICS', description: 'Topics to record, as patterns with * separated by commas.', default: '*', schema: list },
  kafkaTopicsExclude: { name: 'KAFKA_TOPICS_EXCLUDE', description: 'Topics never recorded, as patterns with *.', default: '__*', schema: list },
  kafkaGroupId: { name: 'KAFKA_GROUP_ID', description: 'Consumer group of the recorders; several servers with one id share the partitions.', default: 'contraflow-recorder', schema: z.string().min(1).max(200) },
  kafkaBodyPrefixBytes: { name: 'KAFKA_BODY_PREFIX_BYTES', description: 'Bytes kept of each record’s key and value.', default: '4096', schema: count(0, 1_048_576) },
  kafkaRedact: { name: 'KAFKA_REDACT', description: 'true redacts values, keys and headers of records before they are stored, by the rules of docs/security.md; false stores them byte for byte, secrets included.', default: 'false', schema: flag },
  kafkaRedactPaths: { name: 'KAFKA_REDACT_FIELDS', description: 'Fields and headers of records redacted beside the usual ones, separated by commas, such as customer.email; naming one is as good as KAFKA_REDACT=true.', default: '', schema: list },
  kafkaSweepSeconds: { name: 'KAFKA_SWEEP_SECONDS', description: 'Seconds between two sweeps over watermarks, groups and lag.', default: '5', schema: count(1, 300) },
  kafkaDiscoverySeconds: { name: 'KAFKA_DISCOVERY_SECONDS', description: 'Seconds between two looks for new topics.', default: '5', schema: count(1, 300) },
  observedDatabases: { name: 'OBSERVED_DATABASES', description: 'Databases behind your REST services as name=postgresql://… pairs; their written rows and bytes appear in Contrast.', default: '', secret: true, schema: namedUrls },
  adminUsername: { name: 'ADMIN_USERNAME', description: 'Name of the first user.', default: 'admin', schema: z.string().min(1).max(64) },
  adminPassword: { name: 'ADMIN_PASSWORD', description: 'Password of the first user, used only while there are no users (`npm start` makes one up).', default: '', secret: true, schema: z.union([z.literal(''), z.string().min(12, 'has to have at least 12 characters')]) },
  adminPasswordMustChange: { name: 'ADMIN_PASSWORD_MUST_CHANGE', description: 'true when the first user has to choose another password at the first login; set by `npm start` where it made the password up.', default: 'false', schema: flag },
  sessionHours: { name: 'SESSION_HOURS', description: 'Hours after which a session ends.', default: '12', schema: count(1, 720) },
  sessionIdleMinutes: { name: 'SESSION_IDLE_MINUTES', description: 'Minutes without a request after which a session ends before its SESSION_HOURS; 0 turns this off.', default: '0', schema: count(0, 43_200) },
  cookieSecure: { name: 'COOKIE_SECURE', description: 'false only where the dashboard is served over plain HTTP on another host than localhost.', default: 'true', schema: flag },
  captureBootstrapKey: { name: 'CAPTURE_BOOTSTRAP_KEY', description: 'An API key that capture senders may use from the first start on; set by `npm start`.', default: '', secret: true, schema: z.union([z.literal(''), z.string().min(32, 'has to have at least 32 characters')]) },
  captureBootstrapSources: { name: 'CAPTURE_BOOTSTRAP_SOURCES', description: 'Names of sources that this key may claim, as patterns with * separated by commas; read when the key is first seen. `npm start` gives it gateway and shop.', default: '*', schema: list.pipe(z.array(SourcePattern)) },
  recorderQueueBytes: { name: 'RECORDER_QUEUE_BYTES', description: 'Bound of the recorder’s queue.', default: '67108864', schema: count(1_048_576, 4_294_967_296) },
  recorderBatchRows: { name: 'RECORDER_BATCH_ROWS', description: 'Most rows in one transaction.', default: '16000', schema: count(100, 200_000) },
  recorderLanes: { name: 'RECORDER_LANES', description: 'Transactions under way at once.', default: '2', schema: count(1, 16) },
  retentionDays: { name: 'RETENTION_DAYS', description: 'Days for which rows are kept; rows that arrive older are set aside. Days are dropped whole.', default: '30', schema: count(1, 3_650) },
  rollupRetentionDays: { name: 'ROLLUP_RETENTION_DAYS', description: 'Days for which roll-ups are kept, the figures of charts and contrasts; at least RETENTION_DAYS. Months are dropped whole.', default: '400', schema: count(1, 3_650) },
  storageMaxBytes: { name: 'STORAGE_MAX_BYTES', description: 'Bound of the database: from 80 % on health warns, beyond it the oldest days of rows are dropped, today’s never. 0 for none; with an embedded PostgreSQL `npm start` sets the smaller of 10 GB and a fifth of the free disk.', default: '0', schema: count(0, Number.MAX_SAFE_INTEGER) },
  databasePool: { name: 'DATABASE_POOL', description: 'Connections for questions of the dashboard.', default: '8', schema: count(2, 200) },
  queryTimeoutSeconds: { name: 'QUERY_TIMEOUT_SECONDS', description: 'Seconds that one question may take.', default: '15', schema: count(1, 600) },
  liveClients: { name: 'LIVE_CLIENTS', description: 'Most live connections at once.', default: '500', schema: count(1, 10_000) },
  dashboardDir: { name: 'DASHBOARD_DIR', description: 'Built dashboard to serve.', default: 'apps/dashboard/dist', schema: z.string() },
  logLevel: { name: 'LOG_LEVEL', description: 'trace, debug, info, warn, error or fatal.', default: 'info', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']) },
} as const satisfies Record<string, Setting>;

/** Every variable of the server, for the README's table and the checks on it. */
export const settings: Setting[] = Object.values(definitions);

export type Config = ReturnType<typeof loadConfig>;

/**
 * The one reader of the environment.
 * @throws SettingsError naming each variable that is missing or wrong
 */
export function loadConfig(env: Record<string, string | undefined> = process.env) {
  const config = readSettings(definitions, env);
  const { retentionDays, rollupRetentionDays } = config;
  if (rollupRetentionDays < retentionDays) {
    const { name, description } = definitions.rollupRetentionDays;
    throw new SettingsError([`${name}: has to be at least RETENTION_DAYS, ${retentionDays} (it is ${rollupRetentionDays}). ${description}`]);
  }
  return config;
}
