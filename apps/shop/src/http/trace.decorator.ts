import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { continueTrace, parseTraceparent, type TraceContext } from '@contraflow/capture';

/**
 * The request's own span, as whoever captured it has named it in `traceparent`, or a new one. What the shop does for the
 * request names that span as its parent: there is no other that anybody has recorded.
 */
export const Trace = createParamDecorator((_: unknown, context: ExecutionContext): TraceContext => {
  const { traceparent } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  const given = typeof traceparent === 'string' ? traceparent : undefined;
  return parseTraceparent(given) ?? continueTrace(undefined);
});
