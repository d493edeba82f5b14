import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import type { PortUse } from './check-ports.ts';
import type { Secrets } from './secrets.ts';
import type { StartSettings } from './settings.ts';

export interface Arguments {
  shop: boolean;
  dev: boolean;
}

/** Everything that follows from settings and arguments alone: who runs, where, and what they are told. */
export type Plan = ReturnType<typeof makePlan>;

const LOCAL = '127.0.0.1';

export function makePlan(settings: StartSettings, args: Arguments) {
  const { host, serverPort, shopPort } = settings;
  // A wildcard is an address to listen on, not one to call.
  const reach = ['0.0.0.0', '::', ''].includes(host) ? LOCAL : host;
  const url = (port: number) => `http://${reach.includes(':') ? `[${reach}]` : reach}:${port}`;
  const upstreams = settings.upstreams || (args.shop ? `shop=4401>${url(shopPort)}` : '');
  const gatewayPorts = [...upstreams.matchAll(/=(\d+)>/g)].map((match) => Number(match[1]));
  const embedPostgres = settings.databaseUrl === '';
  const embedKafka = settings.kafkaBrokers === '';
  const own = `${LOCAL}:${settings.postgresPort}`;

  const ports: PortUse[] = [{ port: serverPort, host, what: 'the server', variable: 'SERVER_PORT' }];
  for (const port of gatewayPorts) ports.push({ port, host, what: 'the gateway', variable: 'GATEWAY_UPSTREAMS' });
  if (args.shop) ports.push({ port: shopPort, host, what: 'the shop', variable: 'SHOP_PORT' });
  if (args.dev) ports.push({ port: settings.dashboardDevPort, host: LOCAL, what: 'the dashboard in development', variable: 'DASHBOARD_DEV_PORT' });
  if (embedPostgres) ports.push({ port: settings.postgresPort, host: LOCAL, what: 'the embedded PostgreSQL', variable: 'POSTGRES_PORT' });
  if (embedKafka) {
    ports.push({ port: settings.kafkaPort, host: LOCAL, what: 'the embedded Kafka', variable: 'KAFKA_PORT' });
    ports.push({ port: settings.kafkaControllerPort, host: LOCAL, what: 'the embedded Kafka’s controller', variable: 'KAFKA_CONTROLLER_PORT' });
  }

  return {
    args,
    settings,
    ports,
    embedPostgres,
    embedKafka,
    serverUrl: url(serverPort),
    shopUrl: url(shopPort),
    gatewayUrls: gatewayPorts.map(url),
    dashboardUrl: args.dev ? `http://${LOCAL}:${settings.dashboardDevPort}` : url(serverPort),
    runGateway: upstreams !== '',

    /** Connection strings of the two databases, in our server or in the user's. */
    databases(secrets: Secrets) {
      const inOurs = (name: string) => `postgresql://postgres:${secrets.postgresPassword}@${own}/${name}`;
      const database = settings.databaseUrl || inOurs('contraflow');
      const shop = settings.shopDatabaseUrl || (embedPostgres ? inOurs('shop') : withSearchPath(settings.databaseUrl, 'shop'));
      return { database, shop };
    },

    /** The environment of each program, on top of this process's own. */
    environments(secrets: Secrets, folder: DataFolder, brokers: string, kafkaMissingReason: string, adminPassword: string) {
      const { database, shop } = this.databases(secrets);
      const captureKey = settings.captureKey || secrets.captureKey;
      const capture = (name: string) => ({
        CAPTURE_URL: process.env.CAPTURE_URL || url(serverPort),
        CAPTURE_API_KEY: captureKey,
        SPOOL_DIR: join(process.env.SPOOL_DIR || folder.spool, name),
      });
      const common = { HOST: host, KAFKA_BROKERS: brokers, NODE_ENV: args.dev ? 'development' : 'production' };
      return {
        server: {
          ...common,
          SERVER_PORT: String(serverPort),
          DATABASE_URL: database,
          KAFKA_MISSING_REASON: kafkaMissingReason,
          ADMIN_PASSWORD: adminPassword,
          // Whoever sets one chose it; one that was made up is for the first login only.
          ADMIN_PASSWORD_MUST_CHANGE: process.env.ADMIN_PASSWORD_MUST_CHANGE || String(settings.adminPassword === ''),
          CAPTURE_BOOTSTRAP_KEY: settings.bootstrapKey || captureKey,
          CAPTURE_BOOTSTRAP_SOURCES: process.env.CAPTURE_BOOTSTRAP_SOURCES || 'gateway,shop',
          OBSERVED_DATABASES: settings.observedDatabases || (args.shop ? `shop=${shop}` : ''),
        },
        gateway: { ...common, ...capture('gateway'), GATEWAY_UPSTREAMS: upstreams },
        shop: {
          ...common,
          ...capture('shop'),
          SHOP_PORT: String(shopPort),
          SHOP_DATABASE_URL: shop,
          SHOP_GATEWAY_URL: settings.shopGatewayUrl || url(gatewayPorts[0] ?? shopPort),
        },
      };
    },
  };
}

/** The same database, with everything of the shop in a schema of its own. */
function withSearchPath(databaseUrl: string, schema: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  // PostgreSQL reads + as a plus sign.
  return url.href.replaceAll('+', '%20');
}
