import { type CanActivate, type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type KeyScope, Role } from '@contraflow/contract';
import { CONFIG, type Config } from '../config.js';
import { ACCESS, type Access, BEFORE_PASSWORD_CHANGE } from '../ports/access.js';
import { ProblemError } from '../ports/problem-error.js';
import '../ports/principal.js';
import { ApiKeys } from './api-keys.js';
import { isForeign } from './origin.js';
import { Sessions } from './sessions.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Stands before every route: what does not say whom it is for is for nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly log = new Logger('access');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!access) {
      this.log.error(`${context.getClass().name}.${context.getHandler().name} does not say whom it is for, so it is for nobody`);
      throw new ProblemError({ title: 'Not allowed', status: 403, detail: 'Nobody may use this address.' });
    }
    if (access.kind === 'key') return this.hasKey(request, access.scope);
    if (access.kind === 'roleOrKey' && request.headers.authorization !== undefined) return this.hasKey(request, access.scope);
    if (!SAFE_METHODS.has(request.method) && isForeign(this.config, request.headers)) {
      throw new ProblemError({ title: 'Not allowed', status: 403, detail: 'The request came from a page of another site. Use the dashboard at its own address (PUBLIC_URL).' });
    }
    if (access.kind === 'public') return true;
    return this.hasRole(request, access.role, this.reflector.getAllAndOverride<boolean>(BEFORE_PASSWORD_CHANGE, targets));
  }

  private async hasRole(request: FastifyRequest, role: Role, beforePasswordChange: boolean): Promise<true> {
    const found = await this.sessions.find(request.headers.cookie);
    if (!found) throw new ProblemError({ title: 'Not logged in', status: 401, detail: 'There is no session, or it ended. Log in.' });
    if (found.mustChangePassword && !beforePasswordChange) {
      throw new ProblemError({ title: 'Change your password first', status: 403, detail: 'Somebody else set your password. Choose one of your own, then go on.' });
    }
    const ranks = Role.options;
    if (ranks.indexOf(found.principal.role) < ranks.indexOf(role)) {
      throw new ProblemError({ title: 'Not allowed', status: 403, detail: `This needs the role ${role}; yours is ${found.principal.role}. An administrator can change it.` });
    }
    request.principal = found.principal;
    return true;
  }

  private async hasKey(request: FastifyRequest, scope: KeyScope): Promise<true> {
    const [, secret] = /^Bearer +([\w.~+/=-]{1,256})$/i.exec(request.headers.authorization ?? '') ?? [];
    const key = secret === undefined ? null : await this.keys.find(secret);
    if (!key) {
      throw new ProblemError({
        title: 'The API key is missing or not valid',
        status: 401,
        detail: 'Send "Authorization: Bearer <API key>" with a key that is neither revoked nor expired. An administrator makes keys in the dashboard under Admin.',
      });
    }
    if (!key.scopes.includes(scope)) {
      throw new ProblemError({
        title: 'The API key may not do this',
        status: 403,
        detail: `This needs a key with the scope ${scope}; this one has ${key.scopes.join(' and ')}. An administrator makes keys in the dashboard under Admin.`,
      });
    }
    request.apiKey = key;
    return true;
  }
}
