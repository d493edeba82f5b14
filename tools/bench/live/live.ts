import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBrowser } from '../../browser/ensure.ts';
import { startUpstream } from '../../faults/upstream.ts';
import { compared, rounded, type Bench } from '../bench.ts';
import { freshDatabase, type Database } from '../kit/database.ts';
import { startFlows } from '../kit/flows.ts';
import { ownKafka, ownPostgres, startGateway, startServer } from '../kit/servers.ts';
import { median } from '../kit/stats.ts';
import { table } from '../kit/table.ts';
import { watchBrowsers } from './browsers.ts';
import { countingViewer, type CountingViewer } from './counting-viewer.ts';
import { logIn } from './login.ts';
import { measureSockets } from './sockets.ts';

const TOPIC = 'live';
const FLOWS_PER_SECOND = 2_000;
const SOCKETS = 200;
const GOALS = { ratio: 0.9, paintedP95Ms: 500, serverGrowthMb: 50, heapMb: 150 };

/** What people see: flows from capture to the screen, and the fan-out to many. */
export const live: Bench = {
  name: 'live',
  about: '2,000 mixed flows/s into three browsers, one stalled; and messages/s to 200 sockets against a bare ws server that sends the same bytes',
  rounds: 3,
  size: 180,
  sizeIn: 'seconds in the browsers',
  diskBytes: (seconds) => 4e9 + seconds * FLOWS_PER_SECOND * 4_000,
  async run({ workspace, rounds, size: seconds, say }) {
    await ensureBrowser();
    const [postgres, kafka, upstream] = await Promise.all([ownPostgres(workspace), ownKafka(workspace), startUpstream()]);
    workspace.onClose(() => upstream.close());
    const database = await freshDatabase(postgres);
    const started = await startServer(workspace, { databaseUrl: database.url, brokers: kafka.brokers, topics: TOPIC });
    // Browsers keep a secure cookie over plain HTTP for this name only.
    const server = { ...started, url: started.url.replace('127.0.0.1', 'localhost') };
    const gateway = await startGateway(workspace, { upstream: upstream.url, spoolDir: join(workspace.folder, 'spool'), captureUrl: started.url, captureKey: server.captureKey });
    const cookie = await logIn(server);
    const viewer = await countingViewer(server.url, cookie);
    workspace.onClose(async () => viewer.close());
    const half = FLOWS_PER_SECOND / 2;
    const flows = await startFlows({ gatewayUrl: gateway.url, brokers: kafka.brokers, topic: TOPIC, partitions: 12, httpPerSecond: half, recordsPerSecond: half });
    const began = Date.now();
    const seen = await watchBrowsers(workspace, server, seconds);
    say(`browsers: ${seen.painted.map(({ rows, p50, p95 }) => `${rows} rows, p50 ${Math.round(p50)} ms, p95 ${Math.round(p95)} ms`).join('; ')}`);
    const rates = await measureSockets(workspace, started, cookie, SOCKETS, Math.min(10, Math.max(2, seconds / 10)), rounds, say);
    const sentSeconds = (Date.now() - began) / 1_000;
    await flows.stop();
    const accounting = await settle(database, viewer);
    const messages = compared('messages/s', median(rates.ours), median(rates.reference), GOALS.ratio);
    const paintedP95Ms = rounded(Math.max(...seen.painted.map(({ p95 }) => p95)));
    const flowsPerSecond = rounded((flows.sent.http + flows.sent.kafka) / sentSeconds);
    table(['', 'measured', 'goal'], [
      [`messages/s to ${SOCKETS} sockets, ours / bare ws`, messages.ratio, GOALS.ratio],
      ['capture to painted, p95, ms', paintedP95Ms, GOALS.paintedP95Ms],
      ['server memory growth, MB', seen.serverGrowthMb, GOALS.serverGrowthMb],
      ['browser heap, MB', seen.heapMb, GOALS.heapMb],
      ['matched = delivered + left out = recorded', accounting.holds ? 'yes' : 'no', 'yes'],
    ]).forEach(say);
    return {
      ...messages,
      also: {
        referenceIs: `a bare ws server that sends the same bytes to ${SOCKETS} sockets ten times a second, while the same traffic is recorded`,
        flowsPerSecond,
        paintedP95Ms,
        painted: seen.painted,
        serverGrowthMb: seen.serverGrowthMb,
        heapMb: seen.heapMb,
        heapPeakMb: seen.heapPeakMb,
        goals: GOALS,
        accounting,
        megabytesPerSecond: { ours: rounded(median(rates.bytesPerSecond.ours) / 1e6), reference: rounded(median(rates.bytesPerSecond.reference) / 1e6) },
      },
    };
  },
};

/** Waits until nothing moves any more, and compares what one viewer was told with what is recorded. */
async function settle(database: Database, viewer: CountingViewer) {
  let before = '';
  for (;;) {
    const [row] = await database.query<{ rows: bigint }>('SELECT (SELECT count(*) FROM kafka_record) + (SELECT count(*) FROM http_exchange) AS rows');
    const recorded = Number(row?.rows ?? 0);
    const { matched, delivered, leftOut } = viewer.totals();
    const now = `${recorded} ${matched}`;
    if (now === before) return { recorded, matched, delivered, leftOut, received: viewer.received, holds: matched === recorded && delivered + leftOut === matched && viewer.received === delivered };
    before = now;
    await sleep(3_000);
  }
}
