import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ExportCountRequest, ExportRequest, type ExportColumn, type ExportCount, type ExportJob } from '@contraflow/contract';
import { Store } from '@contraflow/store';
import { Allow } from '../ports/access.js';
import { CurrentUser } from '../ports/principal.js';
import type { Principal } from '../ports/session-gate.js';
import { COLUMNS } from './columns.js';
import { openExportFile } from './export-file.js';
import { ExportJobs } from './export-jobs.js';
import { FORMATS } from './file-text.js';

/** What is filtered, as a file. */
@Allow('viewer')
@Controller('api/exports')
export class ExportsController {
  constructor(
    @Inject(ExportJobs) private readonly jobs: ExportJobs,
    @Inject(Store) private readonly store: Store,
  ) {}

  @Post()
  create(@Body({ schema: ExportRequest }) request: ExportRequest, @CurrentUser() user: Principal): Promise<ExportJob> {
    return this.jobs.create(request, user);
  }

  @Get()
  list(@CurrentUser() user: Principal): ExportJob[] {
    return this.jobs.list(user);
  }

  @Post('count')
  @HttpCode(200)
  async count(@Body({ schema: ExportCountRequest }) request: ExportCountRequest): Promise<ExportCount> {
    return { rows: await this.jobs.countRows(request) };
  }

  @Get('columns')
  columns(): readonly ExportColumn[] {
    return COLUMNS;
  }

  @Get(':id')
  status(@Param('id') id: string, @CurrentUser() user: Principal): ExportJob {
    return this.jobs.find(id, user).view;
  }

  @Get(':id/file')
  file(@Param('id') id: string, @CurrentUser() user: Principal, @Res() reply: FastifyReply): void {
    const job = this.jobs.find(id, user);
    const file = openExportFile(this.store.databaseUrl, job);
    void reply
      .header('content-type', FORMATS[job.view.request.format].contentType)
      .header('content-disposition', `attachment; filename="${job.view.fileName}"`)
      .header('cache-control', 'no-store')
      .send(file);
  }

  @Delete(':id')
  @HttpCode(204)
  cancel(@Param('id') id: string, @CurrentUser() user: Principal): void {
    this.jobs.cancel(this.jobs.find(id, user));
  }
}
