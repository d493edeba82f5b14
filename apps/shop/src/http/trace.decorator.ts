import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { continueTrace, type TraceContext } from '@contraflow/capture';

/** The trace that a request belongs to: the caller's, or a new one. */
export const Trace = createParamDecorator((_: unknown, context: ExecutionContext): TraceContext => {
  const { traceparent } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  return continueTrace(typeof traceparent === 'string' ? traceparent : undefined);
});
