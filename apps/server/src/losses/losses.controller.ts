import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LossesQuery, LossFilter, type Losses, type LossSource } from '@contraflow/contract';
import { decodeLossCursor, readLosses, readLossSources, readSetAsideBytes, Store } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { Allow } from '../ports/access.js';
import { invalidRequest, ProblemError } from '../ports/problem-error.js';
import { lossFile } from './loss-file.js';

/** What could not become a flow, and what sources lost: to look at, and to take along. */
@Allow('viewer')
@Controller('api/losses')
export class LossesController {
  private readonly timeoutMs: number;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) config: Config,
  ) {
    this.timeoutMs = config.queryTimeoutSeconds * 1_000;
  }

  /** A page of them, newest first. */
  @Get()
  list(@Query({ schema: LossesQuery }) query: LossesQuery): Promise<Losses> {
    const before = query.before === undefined ? null : decodeLossCursor(query.before);
    if (query.before !== undefined && !before) throw invalidRequest([{ path: ['before'], message: 'has to be the next of the page before, unchanged' }]);
    return readLosses(this.store.pool, { ...query, before }, this.timeoutMs);
  }

  @Get('sources')
  sources(): Promise<LossSource[]> {
    return readLossSources(this.store.pool, this.timeoutMs);
  }

  /** The list as a file. */
  @Get('file')
  file(@Query({ schema: LossFilter }) filter: LossFilter, @Res() reply: FastifyReply): void {
    void reply
      .header('content-type', 'text/csv; charset=utf-8; header=present')
      .header('content-disposition', 'attachment; filename="contraflow-losses.csv"')
      .header('cache-control', 'no-store')
      .send(Readable.from(lossFile(this.store.pool, filter, this.timeoutMs), { objectMode: false }));
  }

  /** What was kept of it, byte for byte. */
  @Get('set-aside/:id/bytes')
  async bytes(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const bytes = /^\d{1,18}$/.test(id) ? await readSetAsideBytes(this.store.pool, id, this.timeoutMs) : null;
    if (!bytes) throw new ProblemError({ title: 'There is nothing set aside with this id', status: 404, detail: 'It is kept as long as rows are (RETENTION_DAYS), or the link is not whole.' });
    await reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename="set-aside-${id}.bin"`)
      .header('cache-control', 'no-store')
      .send(bytes);
  }
}
