import type { Answer, Call } from '../core/http-client.js';
import { HttpClient } from '../core/http-client.js';
import type { LinkStatus } from '../core/link-status.js';
import { Backoff, pause } from '../core/pause.js';

const TRIES_ON_5XX = 3;
/** Well within a group's session. */
const WITHIN_MS = 5_000;

/** How a consumer group calls the API: it waits for a gateway that is away, and tries again what failed on the other side. */
export class PatientClient {
  private readonly http: HttpClient;

  constructor(
    gatewayUrl: string,
    userAgent: string,
    private readonly gateway: LinkStatus,
  ) {
    this.http = new HttpClient(gatewayUrl, 6, userAgent);
  }

  /**
   * @param stillHere called between tries, so that the group does not take its member for dead
   * @returns the answer, a 5xx only after some tries; null when `signal` was aborted first
   */
  async send(call: Call, stillHere: () => Promise<void>, signal: AbortSignal): Promise<Answer | null> {
    const backoff = new Backoff(250, 3_000);
    for (let tries = 0; !signal.aborted; ) {
      const answer = await this.http.send({ withinMs: WITHIN_MS, ...call }).catch((error: unknown) => {
        this.gateway.down(error, 'The group waits for it.');
        return null;
      });
      if (answer) {
        this.gateway.up();
        tries += 1;
        if (answer.status < 500 || tries === TRIES_ON_5XX) return answer;
        await pause(500, signal);
      } else {
        await backoff.wait(signal);
      }
      await stillHere();
    }
    return null;
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
