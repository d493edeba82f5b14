import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { KeyHolder } from './key-holder.js';
import type { Principal } from './session-gate.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the guard of auth on every route for people. */
    principal?: Principal;
    /** The key with which a program asks; set by the guard of auth on every route for keys. */
    apiKey?: KeyHolder;
  }
}

/** Hands a route the person who asks: `@CurrentUser() user: Principal`. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new Error('@CurrentUser() stands on a route that is not for people: it needs @Allow(role).');
  return principal;
});

/** Hands a route the key with which a program asks: `@CurrentKey() key: KeyHolder`. */
export const CurrentKey = createParamDecorator((_data: unknown, context: ExecutionContext): KeyHolder => {
  const { apiKey } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!apiKey) throw new Error('@CurrentKey() stands on a route that is not for keys: it needs @CaptureKey().');
  return apiKey;
});
