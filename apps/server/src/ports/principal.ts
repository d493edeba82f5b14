import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './session-gate.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the guard of auth on every route for people. */
    principal?: Principal;
  }
}

/** Hands a route the person who asks: `@CurrentUser() user: Principal`. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error('@CurrentUser() stands on a route that is not for people: it needs @Allow(role).');
  return principal;
});
