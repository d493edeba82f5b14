import type { Database } from '../core/database.js';
import type { LinkStatus } from '../core/link-status.js';
import { Backoff } from '../core/pause.js';
import type { Producers, ShopService } from '../kafka/producers.js';
import type { ShopTopic } from '../kafka/topics.js';
import type { Outbox } from './outbox.js';
import { deleteWaiting, findWaiting, tryDrainAlone } from './outbox-queries.js';

const MOST_AT_ONCE = 500;
const LOOK_EVERY_MS = 1_000;

export interface RelayOptions {
  database: Database;
  outbox: Outbox;
  producers: Producers;
  topic: ShopTopic;
  /** In whose name the records are sent. */
  service: ShopService;
  kafka: LinkStatus;
}

/**
 * Moves one topic's records from the outbox to Kafka until `signal` is aborted. A record leaves the table only after
 * its acknowledgement, so it is sent at least once: again, where the process dies between the two.
 */
export async function relayOutbox(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff(500, 3_000);
  const bell = new Bell();
  const ring = () => bell.ring();
  const stopListening = options.outbox.onCommitted(options.topic, ring);
  signal.addEventListener('abort', ring, { once: true });
  while (!signal.aborted) {
    try {
      const full = (await drainOnce(options)) === MOST_AT_ONCE;
      backoff.reset();
      if (!full) await bell.heard(LOOK_EVERY_MS);
    } catch (error) {
      options.kafka.down(error, 'Orders are taken as before; their records wait in the outbox.');
      await backoff.wait(signal);
    }
  }
  stopListening();
}

/** @returns how many records were sent */
function drainOnce({ database, producers, topic, service, kafka }: RelayOptions): Promise<number> {
  return database.transaction(async (sql) => {
    if (!(await tryDrainAlone(sql, topic))) return 0;
    const waiting = await findWaiting(sql, topic, MOST_AT_ONCE);
    if (waiting.length === 0) return 0;
    await producers.send(service, topic, waiting.map(({ key, value, headers }) => ({ key, value, headers })));
    kafka.up();
    await deleteWaiting(sql, waiting.map(({ id }) => id));
    return waiting.length;
  });
}

/** Remembers one ring until it is heard. */
class Bell {
  private rung = false;
  private wake: () => void = () => undefined;

  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** Waits for a ring, at most `ms`. */
  async heard(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
  }
}
