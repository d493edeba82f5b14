import { z } from 'zod';
import { readSettings, type Setting } from '@contraflow/contract';

/** Injects the frozen {@link Config}. */
export const CONFIG = Symbol('config');

const port = z.coerce.number().int('has to be a port number').min(0).max(65_535);
const flag = z.enum(['true', 'false'], 'has to be true or false').transform((value) => value === 'true');
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean));

const definitions = {
  host: { name: 'HOST', description: 'Address the shop listens on.', default: '127.0.0.1', schema: z.string() },
  shopPort: { name: 'SHOP_PORT', description: 'Port of the sample shop’s REST API.', default: '4402', schema: port },
  databaseUrl: { name: 'SHOP_DATABASE_URL', description: 'PostgreSQL database of the sample shop (`npm start` makes one when it is not set).', default: undefined, secret: true, schema: z.string('is not set').regex(/^postgres(ql)?:\/\//, 'has to begin with postgresql://') },
  kafkaBrokers: { name: 'KAFKA_BROKERS', description: 'Brokers as host:port, separated by commas. Empty: the shop takes orders and keeps their records in its outbox.', default: '', schema: list },
  kafkaSsl: { name: 'KAFKA_SSL', description: 'true to speak TLS to the brokers.', default: 'false', schema: flag },
  kafkaSaslMechanism: { name: 'KAFKA_SASL_MECHANISM', description: 'plain, scram-sha-256 or scram-sha-512; empty for none.', default: '', schema: z.enum(['', 'plain', 'scram-sha-256', 'scram-sha-512']) },
  kafkaSaslUsername: { name: 'KAFKA_SASL_USERNAME', description: 'User for SASL.', default: '', schema: z.string() },
  kafkaSaslPassword: { name: 'KAFKA_SASL_PASSWORD', description: 'Password for SASL.', default: '', secret: true, schema: z.string() },
  prefix: { name: 'SHOP_PREFIX', description: 'Put before the names of the shop’s topics and groups, for two shops on one cluster.', default: '', schema: z.string().regex(/^[\w.-]{0,64}$/, 'may hold letters, digits, dots, dashes and underscores') },
  gatewayUrl: { name: 'SHOP_GATEWAY_URL', description: 'Where the shop’s clients and consumers call its API: the gateway in front of it.', default: 'http://127.0.0.1:4401', schema: z.url('has to be a URL') },
  rate: { name: 'SHOP_RATE', description: 'Requests per second that the shop’s made-up customers send; 0 for none.', default: '20', schema: z.coerce.number('has to be a number').min(0).max(5_000) },
  seed: { name: 'SHOP_SEED', description: 'Seed of the made-up customers’ choices.', default: '1', schema: z.coerce.number('has to be a number').int().min(0).max(2 ** 32 - 1) },
  captureUrl: { name: 'CAPTURE_URL', description: 'Contraflow server that gets the shop’s send times.', default: 'http://127.0.0.1:4400', schema: z.url('has to be a URL') },
  captureApiKey: { name: 'CAPTURE_API_KEY', description: 'API key for CAPTURE_URL; empty: the shop’s send times are not captured.', default: '', secret: true, schema: z.string() },
  spoolDir: { name: 'SPOOL_DIR', description: 'Folder of the capture spool.', default: '.contraflow/spool/shop', schema: z.string().min(1) },
  logLevel: { name: 'LOG_LEVEL', description: 'trace, debug, info, warn, error or fatal.', default: 'info', schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']) },
} as const satisfies Record<string, Setting>;

/** Every variable of the shop, for the README's table and the checks on it. */
export const settings: Setting[] = Object.values(definitions);

export type Config = ReturnType<typeof loadConfig>;

/**
 * The one reader of the environment.
 * @throws SettingsError naming each variable that is missing or wrong
 */
export function loadConfig(env: Record<string, string | undefined> = process.env) {
  return readSettings(definitions, env);
}
