import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { HealthReport } from '@contraflow/contract';
import { Allow, AllowOrKey, Public } from '../ports/access.js';
import { DatabaseGate } from '../ports/database-gate.js';
import { HealthBoard } from '../ports/health-board.js';
import { Metrics } from '../ports/metrics.js';
import { databaseAway, ProblemError } from '../ports/problem-error.js';

@Controller()
export class HealthController {
  constructor(
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** The process runs and answers. */
  @Public()
  @Get('health/live')
  @HttpCode(200)
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** Postgres answers and is migrated: people can log in and flows are recorded. */
  @Public()
  @Get('health/ready')
  ready(): { status: 'ready' } {
    const away = this.gate.absent();
    if (away) throw new ProblemError(databaseAway(away.since));
    return { status: 'ready' };
  }

  @Allow('viewer')
  @Get('api/health')
  report(): HealthReport {
    return this.board.report();
  }

  /** For Prometheus, with `authorization: { credentials: <API key> }` in its scrape configuration: a key with the scope `metrics`. */
  @AllowOrKey('viewer', 'metrics')
  @Get('metrics')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
