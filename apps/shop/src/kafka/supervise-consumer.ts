import type { Consumer, ConsumerConfig, ConsumerRunConfig, Kafka } from 'kafkajs';
import type { LinkStatus } from '../core/link-status.js';
import { Backoff, settledWithin } from '../core/pause.js';

export interface SupervisedConsumer {
  consumer: ConsumerConfig;
  topics: string[];
  run: ConsumerRunConfig;
}

/** A member that vanished with its broker holds up the group this long after the broker is back. */
const SESSION_MS = 10_000;
const LEAVE_WITHIN_MS = 3_000;

/**
 * Keeps a consumer of `group.consumer.groupId` running until `signal` is aborted. kafkajs stops for good after some
 * errors and tells it by an event alone, so its own restarts are off and every end leads to a fresh consumer.
 */
export async function superviseConsumer(kafka: Kafka, group: SupervisedConsumer, status: LinkStatus, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff(500, 3_000);
  const retry = { retries: 4, restartOnFailure: async () => false };
  while (!signal.aborted) {
    const consumer = kafka.consumer({ sessionTimeout: SESSION_MS, rebalanceTimeout: SESSION_MS, ...group.consumer, retry });
    consumer.on(consumer.events.GROUP_JOIN, () => {
      backoff.reset();
      status.up();
    });
    const error = await runUntilEnd(consumer, group, signal);
    await settledWithin(consumer.disconnect(), LEAVE_WITHIN_MS);
    if (signal.aborted) return;
    status.down(error, 'It goes on where it stopped as soon as it can.');
    await backoff.wait(signal);
  }
}

/** Answers with why it ended: the error of a crash or of a start, null when `signal` was aborted. */
async function runUntilEnd(consumer: Consumer, group: SupervisedConsumer, signal: AbortSignal): Promise<unknown> {
  let end: (reason: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => (end = resolve));
  const onAbort = () => end(null);
  signal.addEventListener('abort', onAbort);
  consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error));
  start(consumer, group).catch(end);
  const reason = await ended;
  signal.removeEventListener('abort', onAbort);
  return reason;
}

async function start(consumer: Consumer, group: SupervisedConsumer): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: group.topics, fromBeginning: true });
  await consumer.run(group.run);
}
