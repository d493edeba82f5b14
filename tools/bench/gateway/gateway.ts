import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { compared, rounded, type Bench, type BenchContext } from '../bench.ts';
import { median } from '../kit/stats.ts';
import { table } from '../kit/table.ts';
import { measureLatency, measureThroughput, type Latency, type Throughput } from './load.ts';
import { pathOf, type BodyName } from './nginx.ts';
import { SPOOL_BYTES, startProxies, type Cores, type Proxies } from './proxies.ts';
import { ensureReferences } from './references.ts';

const GOALS = { nginx: 0.4, httpProxy: 1.3, mitmdump: 20 };
type Reference = keyof typeof GOALS;
const REFERENCES = Object.keys(GOALS) as Reference[];
const WORDS = { ours: 'Contraflow', nginx: 'nginx', httpProxy: 'http-proxy', mitmdump: 'mitmdump' } as const;
const CASES = (['1 KB', '100 KB'] as BodyName[]).flatMap((body) => [64, 512].map((connections) => ({ body, connections })));
/** For latency: a rate that every one of them bears. */
const PACE = 200;
const WARM_UP_SECONDS = 1;
const TRIES = 3;

interface Case {
  body: BodyName;
  connections: number;
  /** Requests a second in every round. */
  rates: Record<keyof typeof WORDS, number[]>;
}

/** The built gateway with full capture on one core, its spool written and shipped. */
export const gateway: Bench = {
  name: 'gateway',
  about: 'requests/s and added latency of the gateway with full capture on one core, against nginx with an access log, http-proxy and mitmdump',
  rounds: 3,
  size: 6,
  sizeIn: 'seconds for each measurement',
  diskBytes: () => 1e9 + SPOOL_BYTES,
  async run(context) {
    const { workspace, rounds, size: seconds, say } = context;
    const references = await ensureReferences(say);
    const cores: Cores = availableParallelism() > 1 ? { load: 0, proxy: availableParallelism() - 1 } : { load: undefined, proxy: undefined };
    const proxies = await startProxies(workspace, references, cores);
    const cases: Case[] = CASES.map((one) => ({ ...one, rates: { ours: [], nginx: [], httpProxy: [], mitmdump: [] } }));
    let asked = 0;
    for (let round = 1; round <= rounds; round += 1) {
      for (const one of cases) {
        for (const name of ['ours', ...REFERENCES] as const) {
          const url = proxies[name] + pathOf(one.body);
          const warm = await measureThroughput(references.wrk, url, one.connections, WARM_UP_SECONDS, cores.load);
          const measured = await answering(() => measureThroughput(references.wrk, url, one.connections, seconds, cores.load));
          if (measured.failed > 0) say(`${WORDS[name]}: ${measured.failed} of ${measured.requests} requests failed`);
          if (measured.requests === 0) throw new Error(`${WORDS[name]} answered nothing, ${TRIES} times in a row (${one.body}, ${one.connections} connections)`);
          one.rates[name].push(measured.requestsPerSecond);
          if (name !== 'ours') continue;
          asked += warm.requests + measured.requests;
          await untilShipped(proxies, asked);
        }
        say(`round ${round} of ${rounds}, ${one.body}, ${one.connections} connections: ${(['ours', ...REFERENCES] as const).map((name) => `${WORDS[name]} ${Math.round(one.rates[name].at(-1) as number)}`).join(', ')}`);
      }
    }
    const { dropped } = await countsOf(proxies);
    if (dropped > 0) throw new Error(`${dropped} exchanges were dropped, so this was not full capture`);
    const latencies = await addedLatencies(context, proxies, cores);
    return summary(cases, latencies, say);
  },
};

/** Again while nothing at all is answered: what is slow may need longer than a short measurement to get to its first answer. */
async function answering(measure: () => Promise<Throughput>): Promise<Throughput> {
  let measured = await measure();
  for (let tries = 1; tries < TRIES && measured.requests === 0; tries += 1) measured = await measure();
  return measured;
}

/** Until the sink has what was asked for, so that shipping is not left over for the next measurement. */
async function untilShipped(proxies: Proxies, asked: number): Promise<void> {
  let before = -1;
  for (let since = Date.now(); Date.now() - since < 5_000; ) {
    const { entries, dropped } = await countsOf(proxies);
    if (entries + dropped !== before) [before, since] = [entries + dropped, Date.now()];
    // What wrk broke off at its end was recorded as well: there may be more than it counted.
    else if (entries + dropped >= asked) return;
    await sleep(250);
  }
  throw new Error(`Of ${asked} requests through the gateway, ${before} were recorded or counted as dropped`);
}

async function countsOf({ sink }: Proxies): Promise<{ entries: number; dropped: number }> {
  return (await (await fetch(`${sink}/counts`)).json()) as { entries: number; dropped: number };
}

/** Milliseconds on top of asking the upstream directly, medians over the rounds. */
async function addedLatencies({ rounds, size, say }: BenchContext, proxies: Proxies, cores: Cores): Promise<Record<keyof typeof WORDS, Latency>> {
  const seen: Record<keyof typeof WORDS, Latency[]> = { ours: [], nginx: [], httpProxy: [], mitmdump: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const ask = (url: string) => measureLatency(url + pathOf('1 KB'), PACE, size, 64, cores.load);
    const direct = await ask(proxies.upstream);
    for (const name of ['ours', ...REFERENCES] as const) {
      const through = await ask(proxies[name]);
      seen[name].push({ p50: through.p50 - direct.p50, p99: through.p99 - direct.p99 });
    }
    say(`round ${round} of ${rounds}, latency at ${PACE} requests/s`);
  }
  const middle = (all: Latency[]): Latency => ({ p50: rounded(median(all.map(({ p50 }) => p50))), p99: rounded(median(all.map(({ p99 }) => p99))) });
  return { ours: middle(seen.ours), nginx: middle(seen.nginx), httpProxy: middle(seen.httpProxy), mitmdump: middle(seen.mitmdump) };
}

function summary(cases: Case[], latencies: Record<keyof typeof WORDS, Latency>, say: (line: string) => void) {
  const rows = cases.map(({ body, connections, rates }) => {
    const ours = median(rates.ours);
    return { body, connections, ours: rounded(ours), ...Object.fromEntries(REFERENCES.map((name) => [name, compared('requests/s', ours, median(rates[name]), GOALS[name])])) };
  }) as ({ body: BodyName; connections: number; ours: number } & Record<Reference, ReturnType<typeof compared>>)[];
  table(
    ['body', 'connections', 'Contraflow', ...REFERENCES.flatMap((name) => [WORDS[name], 'ratio'])],
    rows.map((row) => [row.body, row.connections, row.ours, ...REFERENCES.flatMap((name) => [row[name].reference, row[name].ratio])]),
  ).forEach(say);
  table(['added at p50, p99', 'ms', 'ms'], (['ours', ...REFERENCES] as const).map((name) => [WORDS[name], latencies[name].p50, latencies[name].p99])).forEach(say);
  /** The case in which ours is worst. */
  const hardest = (name: Reference) => {
    const worst = rows.reduce((least, row) => (row[name].ratio < least[name].ratio ? row : least));
    return { ...worst[name], in: `${worst.body}, ${worst.connections} connections` };
  };
  const { in: where, ...nginx } = hardest('nginx');
  return {
    ...nginx,
    also: {
      referenceIs: `nginx with an access log; the hardest case (${where})`,
      httpProxy: hardest('httpProxy'),
      mitmdump: hardest('mitmdump'),
      cases: rows,
      addedLatencyMs: { requestsPerSecond: PACE, ...latencies },
    },
  };
}
