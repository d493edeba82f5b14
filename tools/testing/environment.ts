/** Real servers for integration specs. Each is started when the first spec asks for it and is shared by all of a run. */

/** Addresses of the run's PostgreSQL (its maintenance database; make your own with {@link createTestDatabase}) and Kafka. */
export async function testEnvironment(): Promise<{ postgresUrl: string; kafkaBrokers: string }> {
  const [postgresUrl, kafkaBrokers] = await Promise.all([testPostgres(), testKafka()]);
  return { postgresUrl, kafkaBrokers };
}

/** Connection string of the run's PostgreSQL. */
export const testPostgres = () => ask('/postgres');

/** Bootstrap address, `host:port`, of the run's Kafka. Others use it too: take topic and group names of your own. */
export const testKafka = () => ask('/kafka');

/** Connection string of a fresh, empty database, dropped when the run ends. */
export const createTestDatabase = () => ask('/database');

async function ask(path: string): Promise<string> {
  const port = process.env.CONTRAFLOW_TEST_SERVERS_PORT;
  if (!port) throw new Error('No test servers: run this spec in the Jest project "integration" or "browser".');
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`The test servers could not answer ${path}: ${text}`);
  return text;
}
