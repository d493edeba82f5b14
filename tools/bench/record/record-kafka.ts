import type { Bench } from '../bench.ts';
import { freshDatabase } from '../kit/database.ts';
import { cpuSeconds } from '../kit/process-figures.ts';
import { ownKafka, ownPostgres, startServer } from '../kit/servers.ts';
import { againstReferences, type Recording } from './against-references.ts';
import { fillTopic } from './fill-topic.ts';
import { checkRecorded, untilRecorded } from './recording.ts';
import { KAFKA_RECORD } from './reference-table.ts';

const TOPIC = 'bench';
const PARTITIONS = 12;
const VALUE_BYTES = 1_024;

/** From a filled topic to committed rows with roll-ups, by the built server with its default settings. */
export const recordKafka: Bench = {
  name: 'record-kafka',
  about: 'a filled topic (1 KB, 12 partitions) to committed rows with roll-ups, against COPY FROM a file of the same rows and Prisma createMany',
  rounds: 3,
  size: 1_000_000,
  sizeIn: 'records',
  // The topic, what is recorded, a copy of it, files in both formats, and the write-ahead log.
  diskBytes: (records) => records * VALUE_BYTES * 7 + 4e9,
  async run(context) {
    const { workspace, size, say } = context;
    const [postgres, kafka] = await Promise.all([ownPostgres(workspace), ownKafka(workspace)]);
    await fillTopic(kafka.brokers, { topic: TOPIC, records: size, valueBytes: VALUE_BYTES, partitions: PARTITIONS });
    say(`the topic holds ${size.toLocaleString('en-US')} records`);
    let run = 0;
    const record = async (): Promise<Recording> => {
      run += 1;
      const database = await freshDatabase(postgres);
      const server = await startServer(workspace, { databaseUrl: database.url, brokers: kafka.brokers, topics: TOPIC, env: { KAFKA_GROUP_ID: `bench-${run}` } });
      const ended = await untilRecorded(database, 'kafka:%', size);
      const cpu = cpuSeconds(server.daemon.pid);
      await server.stop();
      await checkRecorded(database, 'kafka_record', size);
      const [first] = await database.query<{ began: number }>('SELECT (extract(epoch FROM min(observed_at)) * 1000)::float8 AS began FROM kafka_record');
      const began = first?.began ?? 0;
      return { database, rowsPerSecond: size / ((ended - began) / 1_000), cpuSecondsPerMillion: cpu === null ? null : (cpu * 1e6) / size, day: began };
    };
    return againstReferences(context, postgres, KAFKA_RECORD, 'records/s', record);
  },
};
