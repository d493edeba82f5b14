import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from './create-topics.ts';
import { freePorts } from '../process/ports.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { startKafka } from './kafka.ts';

/** Names that a properties file, a list of folders and a locale would each read as another. */
const folder = temporaryFolder();
const dataDir = join(folder, 'größe, 数据 🙂', 'kafka');

test('a half-formatted folder is formatted anew, and a killed broker keeps what it had', async () => {
  mkdirSync(join(dataDir, 'data'), { recursive: true });
  const [port, controllerPort] = await freePorts(2);
  const options = { dataDir, port: port!, controllerPort: controllerPort! };
  const first = await startKafka(options);
  const client = new Kafka({ brokers: [first.brokers], logLevel: logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  await createTopics(admin, [{ topic: 'kept', numPartitions: 3 }]);
  await admin.disconnect();
  await first.kill();

  const second = await startKafka(options);
  await admin.connect();
  expect(await admin.listTopics()).toContain('kept');
  await admin.disconnect();
  await second.stop();
  expect((await second.exited).signal).toBeNull();
  expect(existsSync(join(dataDir, 'data/kept-0'))).toBe(true);
  expect(readdirSync(folder)).toEqual(['größe, 数据 🙂']);
});
