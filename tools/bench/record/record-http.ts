import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { freshDatabase } from '../kit/database.ts';
import { cpuSeconds } from '../kit/process-figures.ts';
import { ownPostgres, startGateway, startServer } from '../kit/servers.ts';
import { againstReferences, type Recording } from './against-references.ts';
import { copySpool, fillSpool } from './fill-spool.ts';
import { checkRecorded, untilRecorded } from './recording.ts';
import { HTTP_EXCHANGE } from './reference-table.ts';

/** On disk an entry takes about as much as its row. */
const SPOOL_BYTES = 1_500;

/** From a filled spool to committed rows with roll-ups: the built gateway ships it, the built server records it. */
export const recordHttp: Bench = {
  name: 'record-http',
  about: 'a filled spool to committed rows with roll-ups, against COPY FROM a file of the same rows and Prisma createMany',
  rounds: 3,
  size: 1_000_000,
  sizeIn: 'exchanges',
  diskBytes: (exchanges) => exchanges * SPOOL_BYTES * 6 + 4e9,
  async run(context) {
    const { workspace, size, say } = context;
    const postgres = await ownPostgres(workspace);
    const filled = join(workspace.folder, 'spool');
    await fillSpool(filled, size);
    say(`the spool holds ${size.toLocaleString('en-US')} exchanges`);
    let run = 0;
    const record = async (): Promise<Recording> => {
      run += 1;
      const spoolDir = join(workspace.folder, `spool-${run}`);
      await copySpool(filled, spoolDir);
      const database = await freshDatabase(postgres);
      const server = await startServer(workspace, { databaseUrl: database.url });
      const gateway = await startGateway(workspace, {
        // Nobody calls: the gateway only ships what it finds in its spool.
        upstream: 'http://127.0.0.1:9',
        spoolDir,
        captureUrl: server.url,
        captureKey: server.captureKey,
        env: { SPOOL_MAX_BYTES: String(2 ** 40) },
      });
      const ended = await untilRecorded(database, 'capture:%', size);
      const cpu = [server, gateway].map(({ daemon }) => cpuSeconds(daemon.pid));
      await gateway.stop();
      await server.stop();
      rmSync(spoolDir, { recursive: true, force: true });
      await checkRecorded(database, 'http_exchange', size);
      const [source] = await database.query<{ began: number }>(`SELECT (extract(epoch FROM claimed_at) * 1000)::float8 AS began FROM source_position WHERE kind = 'capture'`);
      const [first] = await database.query<{ day: number }>('SELECT (extract(epoch FROM min(started_at)) * 1000)::float8 AS day FROM http_exchange');
      const seconds = (ended - (source?.began ?? 0)) / 1_000;
      const cpuSecondsPerMillion = cpu.includes(null) ? null : ((cpu as number[]).reduce((sum, one) => sum + one, 0) * 1e6) / size;
      return { database, rowsPerSecond: size / seconds, cpuSecondsPerMillion, day: first?.day ?? 0 };
    };
    return againstReferences(context, postgres, HTTP_EXCHANGE, 'exchanges/s', record);
  },
};
