import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

/** Waits until `url` answers with success. Rejects when `stop` is aborted or, with a `hint`, when `withinMs` pass. */
export async function untilAnswers(url: string, withinMs: number, stop: AbortSignal, hint: string): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await answers(url, stop)) return;
    await sleep(POLL_MS, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
  }
  throw new Error(`${url} did not answer within ${withinMs / 1000} s; ${hint}.`);
}

/** With Node's own client: `fetch` would stay in the supervisor's memory. */
function answers(url: string, stop: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const request = get(url, { agent: false, signal }, (response) => {
      response.resume().once('error', () => undefined);
      resolve(response.statusCode !== undefined && response.statusCode < 300);
      response.once('end', () => request.destroy());
    });
    request.once('error', () => resolve(false));
  });
}
