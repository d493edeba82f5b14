import { Agent, request } from 'node:http';
import { quantile } from '../kit/stats.ts';

// node paced-load.ts URL REQUESTS_PER_SECOND SECONDS CONNECTIONS: prints p50 and p99 in milliseconds as JSON. Requests leave
// at their moments whether or not the ones before are answered, so a slow moment is not hidden by asking less.

const [url, rate, seconds, connections] = process.argv.slice(2) as [string, string, string, string];
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const total = Number(rate) * Number(seconds);
const stepMs = 1_000 / Number(rate);
const took: number[] = [];
let failed = 0;

await Promise.all(Array.from({ length: Math.min(total, 50) }, () => once()));
took.length = 0;
const began = performance.now();
const all: Promise<void>[] = [];
while (all.length < total) {
  const due = Math.min(total, Math.floor((performance.now() - began) / stepMs));
  while (all.length < due) all.push(once());
  await new Promise((resolve) => setTimeout(resolve, 1));
}
await Promise.all(all);
agent.destroy();
if (took.length === 0) throw new Error('Nothing was answered');
console.log(JSON.stringify({ p50: quantile(took, 0.5), p99: quantile(took, 0.99), failed }));

function once(): Promise<void> {
  const sent = performance.now();
  return new Promise((resolve) => {
    request(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) took.push(performance.now() - sent);
        else failed += 1;
        resolve();
      });
    })
      .on('error', () => {
        failed += 1;
        resolve();
      })
      .end();
  });
}
