import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import { Store } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { isDatabaseAway } from '../ports/database-errors.js';
import { databaseAway, ProblemError } from '../ports/problem-error.js';
import { type Principal, SessionGate } from '../ports/session-gate.js';
import { BoundedMap } from './bounded-map.js';
import { isAllowedOrigin } from './origin.js';
import { hashOfSecret, newSecret } from './secrets.js';
import { readSessionCookie } from './session-cookie.js';

export const ENDED = {
  logout: 'You logged out.',
  password: 'The password was changed: log in with the new one.',
  disabled: 'An administrator closed this account.',
  expired: 'The session expired: log in again.',
  elsewhere: 'The session was ended: log in again.',
} as const;

/** Another server on the same database may end a session; it is noticed within this time. */
const TRUST_MS = 5_000;
const SEEN_EVERY_MS = 60_000;
const KNOWN_LIMIT = 20_000;

interface Known {
  principal: Principal;
  mustChangePassword: boolean;
  checkedAt: number;
  seenAt: number;
}

/** Sessions live in the database; this process remembers those it saw, so that they outlast an absence of Postgres. */
@Injectable()
export class Sessions extends SessionGate {
  private readonly known = new BoundedMap<string, Known>(KNOWN_LIMIT);
  private readonly ended = new Subject<{ sessionId: string; reason: string }>();
  readonly ended$ = this.ended.asObservable();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
  ) {
    super();
  }

  /**
   * Opens a session for somebody whose password was looked at.
   * @returns its token, which nobody can read back; null when that password is not theirs any more, or they are disabled
   */
  async open(user: { id: string; passwordHash: string }, address: string, userAgent: string): Promise<string | null> {
    const token = newSecret();
    const expiresAt = new Date(Date.now() + this.config.sessionHours * 3_600_000);
    return this.store.prisma.$transaction(async (transaction) => {
      // A change of the password waits for this row, and then ends the session that was opened before it.
      const same = await transaction.$queryRaw<unknown[]>`SELECT 1 FROM app_user WHERE id = ${user.id}::uuid AND password_hash = ${user.passwordHash} AND NOT disabled FOR SHARE`;
      if (same.length === 0) return null;
      await transaction.session.create({ data: { tokenHash: hashOfSecret(token), userId: user.id, expiresAt, address, userAgent: userAgent.slice(0, 256) } });
      return token;
    });
  }

  async authenticate(cookieHeader: string | undefined): Promise<Principal | null> {
    const found = await this.find(cookieHeader);
    return found && !found.mustChangePassword ? found.principal : null;
  }

  isAllowedOrigin(origin: string | undefined, host: string | undefined): boolean {
    return isAllowedOrigin(this.config, origin, host);
  }

  /**
   * The session of a Cookie header, or null.
   * @throws ProblemError 503 while Postgres is away and the session is not one seen before
   */
  async find(cookieHeader: string | undefined): Promise<Readonly<Known> | null> {
    const token = readSessionCookie(this.config, cookieHeader);
    if (token === null) return null;
    const hash = hashOfSecret(token);
    const sessionId = hash.toString('hex');
    const known = this.alive(sessionId);
    const away = this.gate.absent();
    if (known && (away || Date.now() - known.checkedAt < TRUST_MS)) return known;
    if (away) throw new ProblemError(databaseAway(away.since));
    try {
      return await this.look(sessionId, hash, known?.seenAt ?? 0);
    } catch (error) {
      if (known && isDatabaseAway(error)) return known;
      throw error;
    }
  }

  /** Ends sessions of a user, all or all but one, in the database and everywhere they are in use. */
  async endOf(userId: string, reason: string, exceptSessionId?: string): Promise<void> {
    const sessions = await this.store.prisma.session.findMany({ where: { userId }, select: { tokenHash: true } });
    const ids = sessions.map(({ tokenHash }) => Buffer.from(tokenHash).toString('hex')).filter((id) => id !== exceptSessionId);
    await this.end(ids, reason);
  }

  async end(sessionIds: string[], reason: string): Promise<void> {
    await this.store.prisma.session.deleteMany({ where: { tokenHash: { in: sessionIds.map((id) => Buffer.from(id, 'hex')) } } });
    this.forget(sessionIds, reason);
  }

  /** Whether the owner of a session, which is one seen before, has to choose a password first. */
  mustChangePassword(sessionId: string): boolean {
    return this.known.get(sessionId)?.mustChangePassword ?? false;
  }

  /** What is remembered of a user's sessions is looked up anew: a role changed. */
  refresh(userId: string): void {
    for (const [, known] of this.known) if (known.principal.userId === userId) known.checkedAt = 0;
  }

  /** Drops expired sessions, and finds those that another server ended. */
  async sweep(): Promise<void> {
    const now = Date.now();
    const expired = [...this.known].filter(([, { principal }]) => principal.expiresAt <= now).map(([id]) => id);
    this.forget(expired, ENDED.expired);
    if (this.gate.absent()) return;
    await this.store.prisma.session.deleteMany({ where: { OR: [{ expiresAt: { lte: new Date(now) } }, { lastSeenAt: { lt: new Date(this.idleSince(now)) } }] } });
    const ids = this.known.keys();
    for (let at = 0; at < ids.length; at += 1_000) {
      const part = ids.slice(at, at + 1_000);
      const rows = await this.store.prisma.session.findMany({
        where: { tokenHash: { in: part.map((id) => Buffer.from(id, 'hex')) }, user: { disabled: false } },
        select: { tokenHash: true },
      });
      const alive = new Set(rows.map(({ tokenHash }) => Buffer.from(tokenHash).toString('hex')));
      this.forget(part.filter((id) => !alive.has(id)), ENDED.elsewhere);
    }
  }

  /** Whoever was last seen before this is idle, in milliseconds since 1970; a session is noted as seen once a minute. */
  private idleSince(now: number): number {
    const { sessionIdleMinutes } = this.config;
    return sessionIdleMinutes === 0 ? 0 : now - sessionIdleMinutes * 60_000 - SEEN_EVERY_MS;
  }

  private alive(sessionId: string): Known | null {
    const known = this.known.get(sessionId);
    if (!known) return null;
    if (known.principal.expiresAt > Date.now()) return known;
    this.forget([sessionId], ENDED.expired);
    return null;
  }

  private async look(sessionId: string, tokenHash: Buffer<ArrayBuffer>, seenAt: number): Promise<Known | null> {
    const row = await this.store.prisma.session.findUnique({ where: { tokenHash }, include: { user: true } });
    const now = Date.now();
    if (!row || row.user.disabled || row.expiresAt.getTime() <= now || row.lastSeenAt.getTime() < this.idleSince(now)) {
      this.forget([sessionId], row ? ENDED.expired : ENDED.elsewhere);
      return null;
    }
    const { user } = row;
    const principal = { userId: user.id, username: user.username, role: user.role, sessionId, expiresAt: row.expiresAt.getTime() };
    const known = { principal, mustChangePassword: user.mustChangePassword, checkedAt: now, seenAt };
    this.known.set(sessionId, known);
    if (now - seenAt > SEEN_EVERY_MS) {
      known.seenAt = now;
      await this.store.prisma.session.updateMany({ where: { tokenHash }, data: { lastSeenAt: new Date(now) } });
    }
    return known;
  }

  private forget(sessionIds: string[], reason: string): void {
    for (const sessionId of sessionIds) {
      this.known.delete(sessionId);
      this.ended.next({ sessionId, reason });
    }
  }
}
