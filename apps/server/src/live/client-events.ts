import { Inject, Injectable, Logger } from '@nestjs/common';
import { LiveCursor, type Problem, Subscription } from '@contraflow/contract';
import { ProblemError, problemOfMistake } from '../ports/problem-error.js';
import type { LiveClient } from './live-client.js';
import { Subscriptions } from './subscriptions.js';
import { TokenBucket } from './token-bucket.js';

/** A person types a filter; more questions than this a second come from no person. */
const EVENTS_PER_SECOND = 20;

type Reply = (answer: { ok: true } | { ok: false; problem: Problem }) => void;

/** What a browser may say, checked before anything is done about it, and always answered. */
@Injectable()
export class ClientEvents {
  private readonly log = new Logger('live');

  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  listen(client: LiveClient): void {
    const { socket } = client.wire;
    const allowance = new TokenBucket(EVENTS_PER_SECOND, performance.now());
    const answered = (handle: (argument: unknown) => void) => (...received: unknown[]) => {
      const reply = received.pop();
      if (typeof reply !== 'function') return;
      // Whoever asks again and again without reading the answers is not a browser.
      if (!client.wire.hasRoom) return void socket.disconnect(true);
      (reply as Reply)(this.answer(allowance, () => handle(received[0])));
    };
    const events: Record<string, (...received: unknown[]) => void> = {
      subscribe: answered((request) => this.subscriptions.subscribe(client, Subscription.parse(request))),
      pause: answered(() => this.subscriptions.pause(client)),
      resume: answered((cursor) => this.resume(client, LiveCursor.parse(cursor))),
    };
    for (const [event, listener] of Object.entries(events)) socket.on(event as 'pause', listener);
  }

  private resume(client: LiveClient, cursor: LiveCursor): void {
    if (this.subscriptions.resume(client, cursor)) return;
    throw new ProblemError({ title: 'Nothing to go on with', status: 409, detail: 'There is no subscription on this connection: subscribe first.' });
  }

  private answer(allowance: TokenBucket, handle: () => void): Parameters<Reply>[0] {
    if (allowance.available(performance.now()) < 1) {
      return { ok: false, problem: { type: 'about:blank', title: 'Too many requests', status: 429, detail: 'Wait a second before the next one.', retryAfter: 1 } };
    }
    allowance.take(1);
    try {
      handle();
      return { ok: true };
    } catch (error) {
      const problem = problemOfMistake(error);
      if (problem) return { ok: false, problem };
      this.log.error({ err: error }, 'a live event failed');
      return { ok: false, problem: { type: 'about:blank', title: 'The server failed', status: 500, detail: 'This should not have happened; the server’s log has it.' } };
    }
  }
}
