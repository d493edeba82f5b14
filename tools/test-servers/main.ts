/**
 * Runs a PostgreSQL and a Kafka for tests.
 *
 * By hand (`node tools/run.mjs test-servers [--data FOLDER]`): starts both, prints the exports that let test runs
 * share them, and stays until it is told to end.
 * From the Jest set-up (`--for-jest`): starts each on demand, answers over HTTP on a port that its first line names,
 * and ends when its standard input does, that is with Jest, however that ended.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { testServers, type TestServers } from '../testing/servers.ts';

const { values } = parseArgs({ options: { 'for-jest': { type: 'boolean' }, data: { type: 'string' } } });
const forJest = values['for-jest'] === true;
const servers = testServers({
  dataDir: values.data,
  ...(forJest && { postgresUrl: process.env.TEST_POSTGRES_URL, kafkaBrokers: process.env.TEST_KAFKA_BROKERS }),
});

let ending: Promise<void> | undefined;
const end = () => {
  ending ??= servers.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
};
if (forJest) {
  // Ctrl-C reaches Jest too; the end of its pipe tells us when it is done.
  process.on('SIGINT', () => undefined);
  process.stdin.on('end', end).resume();
  answerJest(servers);
} else {
  process.on('SIGINT', end);
  const [postgresUrl, kafkaBrokers] = await Promise.all([servers.postgresUrl(), servers.kafkaBrokers()]);
  console.log(`export TEST_POSTGRES_URL=${postgresUrl}\nexport TEST_KAFKA_BROKERS=${kafkaBrokers}`);
}
process.on('SIGTERM', end);

function answerJest(source: TestServers): void {
  const answers: Record<string, () => Promise<string>> = {
    '/postgres': source.postgresUrl,
    '/kafka': source.kafkaBrokers,
    '/database': source.createDatabase,
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (!answer) return void response.writeHead(404).end();
    answer().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  // Specs ask seldom and keep their connection: one that is closed for idling in the same moment would fail them.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
}
