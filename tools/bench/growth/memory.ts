import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningKafka } from '../../embedded/kafka.ts';
import { startUpstream } from '../../faults/upstream.ts';
import { rounded } from '../bench.ts';
import type { Database } from '../kit/database.ts';
import { startFlows } from '../kit/flows.ts';
import { residentBytes } from '../kit/process-figures.ts';
import { startGateway, startServer } from '../kit/servers.ts';
import { median } from '../kit/stats.ts';
import type { Workspace } from '../kit/workspace.ts';

const TOPIC = 'steady';
/** In the first fifth, two minutes of ten, caches fill, code is compiled, and V8 finds how large its heap has to be. */
const WARM_UP = 0.2;

/** Resident memory after warming up and at the end, in MB, each a median over a tenth of the time. */
export interface Memory {
  afterWarmUpMb: number;
  atEndMb: number;
  growthMb: number;
}

/** Watches the memory of server and gateway under steady traffic on both sides. */
export async function watchMemory(workspace: Workspace, database: Database, kafka: RunningKafka, seconds: number): Promise<Record<'server' | 'gateway', Memory>> {
  const upstream = await startUpstream();
  workspace.onClose(() => upstream.close());
  const server = await startServer(workspace, { databaseUrl: database.url, brokers: kafka.brokers, topics: TOPIC, env: { KAFKA_GROUP_ID: 'bench-steady' } });
  const gateway = await startGateway(workspace, { upstream: upstream.url, spoolDir: join(workspace.folder, 'steady-spool'), captureUrl: server.url, captureKey: server.captureKey });
  const flows = await startFlows({ gatewayUrl: gateway.url, brokers: kafka.brokers, topic: TOPIC, partitions: 12, httpPerSecond: 300, recordsPerSecond: 1_000 });
  const samples = { server: [] as number[], gateway: [] as number[] };
  const everyMs = Math.min(5_000, seconds * 10);
  for (const ends = Date.now() + seconds * 1_000; Date.now() < ends; await sleep(everyMs)) {
    samples.server.push((residentBytes(server.daemon.pid) ?? 0) / 1e6);
    samples.gateway.push((residentBytes(gateway.daemon.pid) ?? 0) / 1e6);
  }
  await flows.stop();
  await gateway.stop();
  await server.stop();
  return { server: growth(samples.server), gateway: growth(samples.gateway) };
}

function growth(samples: number[]): Memory {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const tenth = Math.max(1, Math.floor(warm.length / 10));
  const [afterWarmUpMb, atEndMb] = [median(warm.slice(0, tenth)), median(warm.slice(-tenth))];
  return { afterWarmUpMb: rounded(afterWarmUpMb), atEndMb: rounded(atEndMb), growthMb: rounded(atEndMb - afterWarmUpMb) };
}
