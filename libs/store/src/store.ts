import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolConfig } from 'pg';
import { PrismaClient } from './generated/client.js';

export interface StoreOptions {
  /** `postgresql://…` */
  databaseUrl: string;
  /** Connections for questions. */
  poolSize: number;
  /** What one question may take before Postgres cancels it. */
  queryTimeoutSeconds: number;
}

/** Connections of Prisma: sessions and users must not wait behind long questions. */
const PRISMA_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;

/** The database as the server's capabilities share it. The recorder's lanes have connections of their own. */
export class Store {
  constructor(
    readonly databaseUrl: string,
    /** For questions: each is cancelled after `queryTimeoutSeconds`. */
    readonly pool: Pool,
    /** For the ordinary tables: users, sessions, keys, audit. */
    readonly prisma: PrismaClient,
  ) {}

  /** Ends every connection, after the questions under way. */
  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.prisma.$disconnect()]);
  }
}

/** Opens no connection yet, so it does not fail while Postgres is away; questions then do, within 5 seconds. */
export function openStore(options: StoreOptions): Store {
  const timeoutMs = options.queryTimeoutSeconds * 1_000;
  const shared: PoolConfig = {
    connectionString: options.databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: timeoutMs,
    // A connection that died without a word answers nothing at all, so the client has a bound of its own.
    query_timeout: timeoutMs + CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: timeoutMs + CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'contraflow',
  };
  const pool = new Pool({ ...shared, max: options.poolSize });
  // An idle connection that breaks is replaced by the next question; without a listener it would end the process.
  pool.on('error', () => undefined);
  const ignoreLoss = () => undefined;
  const adapter = new PrismaPg(
    { ...shared, max: PRISMA_CONNECTIONS },
    { onPoolError: ignoreLoss, onConnectionError: ignoreLoss },
  );
  return new Store(options.databaseUrl, pool, new PrismaClient({ adapter }));
}
