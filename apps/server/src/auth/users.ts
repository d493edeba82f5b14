import { Inject, Injectable } from '@nestjs/common';
import type { CreateUserRequest, UpdateUserRequest, User } from '@contraflow/contract';
import { Store } from '@contraflow/store';
import { invalidRequest, ProblemError } from '../ports/problem-error.js';
import { Audit } from './audit.js';
import { mistakeOfPassword } from './password-rules.js';
import { Passwords } from './passwords.js';
import { ENDED, Sessions } from './sessions.js';

const USERS_SHOWN = 1_000;

type Row = { id: string; username: string; role: User['role']; disabled: boolean; createdAt: Date; lastLoginAt: Date | null };

/** Who may log in, as administrators see and change it. */
@Injectable()
export class Users {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  async list(): Promise<User[]> {
    const rows = await this.store.prisma.user.findMany({ orderBy: { username: 'asc' }, take: USERS_SHOWN });
    return rows.map(toUser);
  }

  /**
   * The password is the administrator's choice, so its owner has to change it first of all.
   * @throws ProblemError 409 when the name is taken
   */
  async create(request: CreateUserRequest, by: string): Promise<User> {
    const { username, role } = request;
    refusePassword(request.password, username);
    const passwordHash = await this.passwords.hash(request.password);
    const taken = await this.store.prisma.user.findUnique({ where: { username } });
    if (taken) throw new ProblemError({ title: 'This name is taken', status: 409, detail: `There is a user ${username} already: choose another name, or change that one.` });
    const row = await this.store.prisma.user.create({ data: { username, role, passwordHash, mustChangePassword: true } });
    await this.audit.note({ actor: by, action: 'user created', subject: `${username} (${role})` });
    return toUser(row);
  }

  /** @throws ProblemError 404 for a user that there is not, 409 when no administrator would be left */
  async update(id: string, request: UpdateUserRequest, by: string): Promise<User> {
    const { role, disabled, password } = request;
    if (password !== undefined) await this.refuseReset(id, password);
    const data = {
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled }),
      ...(password !== undefined && { passwordHash: await this.passwords.hash(password), mustChangePassword: true }),
    };
    const row = await this.store.prisma.$transaction(async (transaction) => {
      // One change of users at a time: two administrators could close each other's account.
      await transaction.$queryRaw`SELECT id FROM app_user WHERE role = 'admin' ORDER BY id FOR UPDATE`;
      const { count } = await transaction.user.updateMany({ where: { id }, data });
      if (count === 0) throw new ProblemError({ title: 'There is no such user', status: 404, detail: 'It may have been an older list: load the page again.' });
      if ((await transaction.user.count({ where: { role: 'admin', disabled: false } })) === 0) {
        throw new ProblemError({ title: 'The last administrator', status: 409, detail: 'Nobody could manage users any more. Make somebody else an administrator first.' });
      }
      return transaction.user.findUniqueOrThrow({ where: { id } });
    });
    if (disabled === true) await this.sessions.endOf(id, ENDED.disabled);
    else if (password !== undefined) await this.sessions.endOf(id, ENDED.password);
    this.sessions.refresh(id);
    const changed = [role && `role ${role}`, disabled !== undefined && (disabled ? 'disabled' : 'enabled'), password !== undefined && 'password reset'].filter(Boolean);
    await this.audit.note({ actor: by, action: 'user changed', subject: `${row.username}: ${changed.join(', ') || 'nothing'}` });
    return toUser(row);
  }

  /** Whoever is not there is told so by the change itself. */
  private async refuseReset(id: string, password: string): Promise<void> {
    const user = await this.store.prisma.user.findUnique({ where: { id } });
    if (!user) return;
    refusePassword(password, user.username);
    if (await this.passwords.matches(user.passwordHash, password)) throw invalidRequest([{ path: ['password'], message: 'has to be another one than the present password' }]);
  }
}

function refusePassword(password: string, username: string): void {
  const mistake = mistakeOfPassword(password, null, username);
  if (mistake) throw invalidRequest([{ path: ['password'], message: mistake }]);
}

function toUser(row: Row): User {
  return { id: row.id, username: row.username, role: row.role, disabled: row.disabled, createdAt: row.createdAt.getTime(), lastLoginAt: row.lastLoginAt?.getTime() ?? null };
}
