import { compared, rounded, type Bench } from '../bench.ts';
import { migratedDatabase } from '../kit/database.ts';
import { ownKafka, ownPostgres, startServer } from '../kit/servers.ts';
import { median } from '../kit/stats.ts';
import { table } from '../kit/table.ts';
import { fillTopic } from '../record/fill-topic.ts';
import { untilRecorded } from '../record/recording.ts';
import { watchMemory } from './memory.ts';
import { storeRows } from './stored-rows.ts';

const TOPIC = 'bench';
const VALUE_BYTES = 200;
const ROW_BYTES = 420;
/** Shares of the size that are stored already when recording is measured. */
const STEPS = [1 / 20, 1 / 4, 1];
/** What one run records, as a share of the size. */
const RUN = 1 / 80;
const FULL_SIZE = 20_000_000;
const MEMORY_SECONDS = 600;

/** Whether recording slows down as the table grows, and whether memory does not. */
export const growth: Bench = {
  name: 'growth',
  about: 'the record rate with 1, 5 and 20 million rows already stored, against that with the fewest; memory of server and gateway under steady traffic',
  rounds: 5,
  size: FULL_SIZE,
  sizeIn: 'rows stored at the most',
  diskBytes: (rows) => rows * ROW_BYTES * 1.2 + 4e9,
  async run({ workspace, rounds, size, say }) {
    const [postgres, kafka] = await Promise.all([ownPostgres(workspace), ownKafka(workspace)]);
    const records = Math.max(1_000, Math.round(size * RUN));
    await fillTopic(kafka.brokers, { topic: TOPIC, records, valueBytes: VALUE_BYTES, partitions: 12 });
    const database = await migratedDatabase(postgres, Date.now());
    let run = 0;
    /** The topic from its beginning: the server finds no position in the database. */
    const record = async (): Promise<number> => {
      run += 1;
      await database.query(`DELETE FROM source_position WHERE kind = 'kafka'`);
      const began = Date.now();
      const server = await startServer(workspace, { databaseUrl: database.url, brokers: kafka.brokers, topics: TOPIC, env: { KAFKA_GROUP_ID: `bench-${run}` } });
      const ended = await untilRecorded(database, 'kafka:%', records);
      await server.stop();
      const [counted] = await database.query<{ sum: string }>('SELECT sum(records) AS sum FROM kafka_minute WHERE topic = $1', [TOPIC]);
      if (Number(counted?.sum) !== records * run) throw new Error(`${records * run} records were to be recorded, ${counted?.sum} were`);
      const [first] = await database.query<{ at: number }>('SELECT (extract(epoch FROM min(observed_at)) * 1000)::float8 AS at FROM kafka_record WHERE topic = $1 AND observed_at >= $2', [TOPIC, new Date(began)]);
      return records / ((ended - (first?.at ?? began)) / 1_000);
    };
    await record();
    say('warmed up');
    const steps: { stored: number; recordsPerSecond: number }[] = [];
    for (const [at, share] of STEPS.entries()) {
      const stored = Math.round(size * share);
      await storeRows(database, at === 0 ? 0 : Math.round(size * (STEPS[at - 1] as number)), stored);
      const rates: number[] = [];
      for (let round = 1; round <= rounds; round += 1) rates.push(await record());
      steps.push({ stored, recordsPerSecond: rounded(median(rates)) });
      say(`${stored.toLocaleString('en-US')} stored: ${rates.map((rate) => Math.round(rate).toLocaleString('en-US')).join(', ')} records/s`);
    }
    const memorySeconds = Math.max(10, Math.round(MEMORY_SECONDS * Math.min(1, size / FULL_SIZE)));
    say(`memory for ${memorySeconds} s of steady traffic`);
    const memory = await watchMemory(workspace, database, kafka, memorySeconds);
    table(['rows stored', 'records/s'], steps.map(({ stored, recordsPerSecond }) => [stored, recordsPerSecond])).forEach(say);
    table(['memory, MB', 'after warm-up', 'at the end', 'growth'], Object.entries(memory).map(([name, { afterWarmUpMb, atEndMb, growthMb }]) => [name, afterWarmUpMb, atEndMb, growthMb])).forEach(say);
    const [fewest, most] = [steps[0], steps.at(-1)] as [{ recordsPerSecond: number }, { recordsPerSecond: number }];
    return {
      ...compared('records/s', most.recordsPerSecond, fewest.recordsPerSecond, 0.83),
      also: { referenceIs: 'our own rate with the fewest rows stored', steps, memory: { seconds: memorySeconds, ...memory } },
    };
  },
};
