import { z } from 'zod';
import { readSettings, type Setting } from '../../libs/contract/src/settings.ts';

const port = z.coerce.number('has to be a port number').int('has to be a port number').min(1).max(65_535);
const text = z.string();
const databaseUrl = text.refine((value) => value === '' || (/^postgres(ql)?:/.test(value) && URL.canParse(value)), 'has to be postgresql://user:password@host:port/database');

const definitions = {
  dataDir: { name: 'CONTRAFLOW_DATA_DIR', description: 'Folder of everything that `npm start` keeps.', default: '.contraflow', schema: text.min(1) },
  postgresPort: { name: 'POSTGRES_PORT', description: 'Port of the embedded PostgreSQL.', default: '4432', schema: port },
  kafkaPort: { name: 'KAFKA_PORT', description: 'Port of the embedded Kafka.', default: '4492', schema: port },
  kafkaControllerPort: { name: 'KAFKA_CONTROLLER_PORT', description: 'Port of the embedded Kafka’s controller.', default: '4493', schema: port },
  dashboardDevPort: { name: 'DASHBOARD_DEV_PORT', description: 'Port of the dashboard in `npm run dev`.', default: '4410', schema: port },
} as const satisfies Record<string, Setting>;

/** Settings of the programs that `npm start` has to know too; the programs themselves describe and check them. */
const shared = {
  host: { name: 'HOST', description: '', default: '127.0.0.1', schema: text },
  serverPort: { name: 'SERVER_PORT', description: 'Port of the dashboard and the API.', default: '4400', schema: port },
  shopPort: { name: 'SHOP_PORT', description: 'Port of the sample shop.', default: '4402', schema: port },
  upstreams: { name: 'GATEWAY_UPSTREAMS', description: '', default: '', schema: text },
  databaseUrl: { name: 'DATABASE_URL', description: '', default: '', schema: databaseUrl },
  kafkaBrokers: { name: 'KAFKA_BROKERS', description: '', default: '', schema: text },
  shopDatabaseUrl: { name: 'SHOP_DATABASE_URL', description: '', default: '', schema: databaseUrl },
  shopGatewayUrl: { name: 'SHOP_GATEWAY_URL', description: '', default: '', schema: text },
  observedDatabases: { name: 'OBSERVED_DATABASES', description: '', default: '', schema: text },
  adminUsername: { name: 'ADMIN_USERNAME', description: '', default: 'admin', schema: text },
  adminPassword: { name: 'ADMIN_PASSWORD', description: '', default: '', schema: text },
  captureKey: { name: 'CAPTURE_API_KEY', description: '', default: '', schema: text },
  bootstrapKey: { name: 'CAPTURE_BOOTSTRAP_KEY', description: '', default: '', schema: text },
} as const satisfies Record<string, Setting>;

/** Every variable that only `npm start` itself reads, for the README's table and the checks on it. */
export const settings: Setting[] = Object.values(definitions);

export type StartSettings = ReturnType<typeof readStartSettings>;

/**
 * Reads what `npm start` needs to know.
 * @throws SettingsError naming each variable that is wrong
 */
export function readStartSettings(env: Record<string, string | undefined>) {
  return readSettings({ ...definitions, ...shared }, env);
}
