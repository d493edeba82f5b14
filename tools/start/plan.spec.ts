import { openDataFolder } from './data-folder.ts';
import { makePlan } from './plan.ts';
import { readStartSettings } from './settings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const folder = temporaryFolder();
const secrets = { postgresPassword: 'p'.repeat(16), captureKey: 'k'.repeat(32), fresh: false };
const plan = (env: Record<string, string>, args = { shop: true, dev: false }) => makePlan(readStartSettings(env), args);
const environments = (made: ReturnType<typeof plan>) => made.environments(secrets, openDataFolder(folder), 'broker:1', '', 'a password');
const ports = (made: ReturnType<typeof plan>) => made.ports.map(({ variable }) => variable);

test('without settings everything is embedded and reached on this machine only', () => {
  const made = plan({});
  expect(made.ports.every(({ host }) => host === '127.0.0.1')).toBe(true);
  expect(ports(made)).toEqual(['SERVER_PORT', 'GATEWAY_UPSTREAMS', 'SHOP_PORT', 'POSTGRES_PORT', 'KAFKA_PORT', 'KAFKA_CONTROLLER_PORT']);
  expect(environments(made).server.DATABASE_URL).toBe(`postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:4432/contraflow`);
});

test('a PostgreSQL and a Kafka of the user are used, and none is embedded', () => {
  const made = plan({ DATABASE_URL: 'postgresql://me@db/flows?sslmode=require', KAFKA_BROKERS: 'one:9092' });
  expect(ports(made)).toEqual(['SERVER_PORT', 'GATEWAY_UPSTREAMS', 'SHOP_PORT']);
  expect(environments(made).server.DATABASE_URL).toBe('postgresql://me@db/flows?sslmode=require');
});

test('in the database of the user the shop keeps to a schema of its own', () => {
  const shop = environments(plan({ DATABASE_URL: 'postgresql://me@db/flows?sslmode=require' })).shop.SHOP_DATABASE_URL;
  expect(shop).toBe('postgresql://me@db/flows?sslmode=require&options=-c%20search_path%3Dshop');
});

test('gateway and shop get the key that the server accepts', () => {
  const { server, gateway, shop } = environments(plan({}));
  expect([gateway.CAPTURE_API_KEY, shop.CAPTURE_API_KEY]).toEqual([server.CAPTURE_BOOTSTRAP_KEY, server.CAPTURE_BOOTSTRAP_KEY]);
});

test('without the shop the gateway runs only for upstreams of the user', () => {
  expect(plan({}, { shop: false, dev: false }).runGateway).toBe(false);
  const made = plan({ GATEWAY_UPSTREAMS: 'api=5001>http://api:80,web=5002>http://web:80' }, { shop: false, dev: false });
  expect(made.gatewayUrls).toEqual(['http://127.0.0.1:5001', 'http://127.0.0.1:5002']);
});

test('a wildcard address to listen on is reached on this machine', () => {
  expect(plan({ HOST: '0.0.0.0' }).serverUrl).toBe('http://127.0.0.1:4400');
  expect(plan({ HOST: '::1' }).serverUrl).toBe('http://[::1]:4400');
});

test('a wrong setting is named', () => {
  expect(() => plan({ SERVER_PORT: 'many' })).toThrow(/SERVER_PORT: has to be a port number/);
  for (const value of ['nonsense', 'mysql://db/flows', 'postgresql://[broken']) {
    expect(() => plan({ DATABASE_URL: value })).toThrow(/DATABASE_URL: has to be postgresql:\/\//);
  }
});
