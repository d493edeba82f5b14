import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseGate } from '../ports/database-gate.js';
import { describeError } from './describe.js';

/** Everything that is thrown below a route leaves as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('problems');

  constructor(@Inject(DatabaseGate) private readonly gate: DatabaseGate) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const incident = randomUUID();
    const { problem, unexpected, databaseAway } = describeError(error, incident, this.gate.absent()?.since ?? null);
    if (databaseAway) this.gate.suspect();
    if (unexpected) this.log.error({ err: error, incident, method: request.method, route: request.routeOptions?.url }, 'unexpected error');
    if (reply.sent || reply.raw.headersSent) {
      // A stream broke under way: the only honest end is a broken one.
      reply.raw.destroy();
      return;
    }
    if (problem.retryAfter !== undefined) void reply.header('retry-after', String(Math.ceil(problem.retryAfter)));
    void reply.status(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
  }
}
