import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { createTestDatabase, testEnvironment } from './environment.ts';

test('a spec gets an empty database of its own on a real PostgreSQL 18', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(one).not.toBe(two);
  const client = new Client({ connectionString: one });
  await client.connect();
  const version = await client.query<{ server_version: string }>('SHOW server_version');
  const tables = await client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
  await client.end();
  expect(version.rows[0]!.server_version).toMatch(/^18\./);
  expect(tables.rowCount).toBe(0);
});

test('a spec reaches a real Kafka broker', async () => {
  const { kafkaBrokers } = await testEnvironment();
  const admin = new Kafka({ brokers: [kafkaBrokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const cluster = await admin.describeCluster();
  await admin.disconnect();
  expect(cluster.brokers).toHaveLength(1);
});
