import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isUnreachable } from '../core/database.js';
import { LOG, type Log } from '../core/log.js';
import { ProblemException } from './problem.js';

/** Turns whatever was thrown into problem details; what is our fault is logged and tells the caller nothing of the inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { problem } = this.asProblem(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
    reply.status(problem.status).header('content-type', 'application/problem+json').send(Buffer.from(JSON.stringify(problem)));
  }

  private asProblem(error: unknown): ProblemException {
    if (error instanceof ProblemException) return error;
    if (error instanceof HttpException) return new ProblemException(error.getStatus(), error.message, 'See /docs for what the shop answers to.');
    if (isUnreachable(error)) {
      return new ProblemException(503, 'The shop’s database does not answer', 'Nothing was changed. Try again in a moment.', { retryAfter: 2 });
    }
    const status = (error as { statusCode?: unknown }).statusCode;
    if (error instanceof Error && typeof status === 'number' && status >= 400 && status < 500) {
      return new ProblemException(status, 'The request cannot be read', error.message);
    }
    this.log.error(error, 'a request failed');
    return new ProblemException(500, 'The shop failed', 'It is not your fault, and it has been logged. Try again later.');
  }
}
