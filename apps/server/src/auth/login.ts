import { Inject, Injectable } from '@nestjs/common';
import type { ChangePasswordRequest, LoginRequest, Me } from '@contraflow/contract';
import { Store } from '@contraflow/store';
import { invalidRequest, ProblemError } from '../ports/problem-error.js';
import type { Principal } from '../ports/session-gate.js';
import { Audit } from './audit.js';
import { LoginThrottle } from './login-throttle.js';
import { mistakeOfPassword } from './password-rules.js';
import { Passwords } from './passwords.js';
import { ENDED, Sessions } from './sessions.js';

const wrong = () => new ProblemError({ title: 'The user name or the password is wrong', status: 401, detail: 'Check both and try again. An administrator can reset a forgotten password.' });

/** Where a request came from. */
export interface Visitor {
  address: string;
  userAgent: string;
}

/** Logging in and out, and one's own password. */
@Injectable()
export class Login {
  private readonly throttle = new LoginThrottle();

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** @throws ProblemError 401 without saying what was wrong, 429 after too many tries */
  async login({ username, password }: LoginRequest, { address, userAgent }: Visitor): Promise<{ token: string; me: Me }> {
    this.countTry(address, username);
    const user = await this.store.prisma.user.findUnique({ where: { username } });
    const right = await this.passwords.matches(user?.passwordHash ?? null, password);
    if (!user || !right || user.disabled) {
      await this.audit.note({ actor: null, action: 'login failed', subject: username, address });
      throw wrong();
    }
    this.throttle.succeeded(address, username);
    const token = await this.sessions.open(user, address, userAgent);
    // Between the look at the password and here it was changed, or the account was closed.
    if (token === null) throw wrong();
    await this.store.prisma.user.update({ where: { id: user.id }, data: { lastLoginAt: new Date() } });
    await this.audit.note({ actor: username, action: 'login', address });
    return { token, me: { id: user.id, username, role: user.role, mustChangePassword: user.mustChangePassword } };
  }

  async logout(principal: Principal, address: string): Promise<void> {
    await this.sessions.end([principal.sessionId], ENDED.logout);
    await this.audit.note({ actor: principal.username, action: 'logout', address });
  }

  /** @throws ProblemError 403 when the current password is wrong, 429 after too many tries */
  async changePassword(principal: Principal, { current, next }: ChangePasswordRequest, { address }: Visitor): Promise<void> {
    this.countTry(address, principal.username);
    const user = await this.store.prisma.user.findUniqueOrThrow({ where: { id: principal.userId } });
    if (!(await this.passwords.matches(user.passwordHash, current))) {
      await this.audit.note({ actor: principal.username, action: 'login failed', subject: `${principal.username} (changing the password)`, address });
      throw new ProblemError({ title: 'The current password is wrong', status: 403, detail: 'The password was not changed. Type the current one again.' });
    }
    this.throttle.succeeded(address, principal.username);
    const mistake = mistakeOfPassword(next, current, principal.username);
    if (mistake) throw invalidRequest([{ path: ['next'], message: mistake }]);
    const passwordHash = await this.passwords.hash(next);
    await this.store.prisma.user.update({ where: { id: user.id }, data: { passwordHash, mustChangePassword: false } });
    await this.sessions.endOf(user.id, ENDED.password, principal.sessionId);
    this.sessions.refresh(user.id);
    await this.audit.note({ actor: principal.username, action: 'password changed', address });
  }

  me(principal: Principal): Me {
    const { userId: id, username, role, sessionId } = principal;
    return { id, username, role, mustChangePassword: this.sessions.mustChangePassword(sessionId) };
  }

  private countTry(address: string, username: string): void {
    const waitMs = this.throttle.begin(address, username);
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / 1_000);
    throw new ProblemError({
      title: 'Too many tries',
      status: 429,
      detail: `There were too many wrong passwords. Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'} before the next try; each wrong one makes the wait longer.`,
      retryAfter: seconds,
    });
  }
}
