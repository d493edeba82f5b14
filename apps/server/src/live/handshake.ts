import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Problem } from '@contraflow/contract';
import { CONFIG, type Config } from '../config.js';
import { isDatabaseAway } from '../ports/database-errors.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { databaseAway, ProblemError } from '../ports/problem-error.js';
import { type Principal, SessionGate } from '../ports/session-gate.js';

/** Connections that have not said who they are yet, on top of those that have. */
const NEWCOMERS = 64;

/** Who may open a live connection. */
@Injectable()
export class Handshake {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SessionGate) private readonly sessions: SessionGate,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
  ) {}

  /**
   * Before the upgrade: what a page of another site asks for is not even opened.
   * @param open connections that there are
   * @returns why not, or null
   */
  refusal(request: IncomingMessage, open: number): string | null {
    if (!this.sessions.isAllowedOrigin(request.headers.origin, request.headers.host)) return 'Origin not allowed: open the dashboard at its own address (PUBLIC_URL).';
    if (open >= this.config.liveClients + NEWCOMERS) return 'Too many connections: try again in a moment.';
    return null;
  }

  /**
   * After the upgrade, where a refusal can say why.
   * @param clients how many are logged in
   * @throws ProblemError 401, or 503 when there are too many or Postgres is away
   */
  async admit(cookieHeader: string | undefined, clients: number): Promise<Principal> {
    const principal = await this.authenticate(cookieHeader);
    if (!principal) throw new ProblemError({ title: 'Not logged in', status: 401, detail: 'There is no session, or it ended. Log in.' });
    if (clients >= this.config.liveClients) {
      throw new ProblemError({ title: 'Too many live connections', status: 503, detail: `There are ${clients} already (LIVE_CLIENTS). Close other tabs, or try again later.`, retryAfter: 10 });
    }
    return principal;
  }

  private async authenticate(cookieHeader: string | undefined): Promise<Principal | null> {
    try {
      return await this.sessions.authenticate(cookieHeader);
    } catch (error) {
      if (isDatabaseAway(error)) throw new ProblemError(databaseAway(this.gate.absent()?.since ?? null));
      throw error;
    }
  }
}

/** What socket.io hands to the other end as `connect_error`: the message, and the problem as `data`. */
export class Refused extends Error {
  constructor(readonly data: Problem) {
    super(data.detail ?? data.title);
  }
}
