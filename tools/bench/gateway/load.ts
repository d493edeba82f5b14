import { join } from 'node:path';
import { run } from '../../process/run.ts';
import { pinned } from '../kit/servers.ts';

/** Requests a second, as fast as they are answered, over kept connections. */
export interface Throughput {
  requestsPerSecond: number;
  requests: number;
  failed: number;
}

export interface Latency {
  p50: number;
  p99: number;
}

/** Drives a URL with wrk from one core. @throws Error when wrk fails */
export async function measureThroughput(wrk: string, url: string, connections: number, seconds: number, core: number | undefined): Promise<Throughput> {
  const [command, ...args] = pinned(core, [wrk, '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', url]) as [string, ...string[]];
  const { code, text } = await run(command, args);
  if (code !== 0) throw new Error(`wrk failed:\n${text}`);
  const figure = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  const socketErrors = (errors ?? []).slice(1).reduce((sum, one) => sum + Number(one), 0);
  return { requestsPerSecond: figure(/Requests\/sec:\s+([\d.]+)/), requests: figure(/(\d+) requests in/), failed: figure(/Non-2xx or 3xx responses: (\d+)/) + socketErrors };
}

/** Asks a URL at a steady rate far below what any of the proxies can do. @returns milliseconds */
export async function measureLatency(url: string, rate: number, seconds: number, connections: number, core: number | undefined): Promise<Latency> {
  const script = join(import.meta.dirname, 'paced-load.ts');
  const [command, ...args] = pinned(core, [process.execPath, script, url, String(rate), String(seconds), String(connections)]) as [string, ...string[]];
  const { code, text } = await run(command, args);
  if (code !== 0) throw new Error(`Measuring latency failed:\n${text}`);
  const { p50, p99, failed } = JSON.parse(text.trim().split('\n').at(-1) as string) as Latency & { failed: number };
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed at ${rate}/s`);
  return { p50, p99 };
}
