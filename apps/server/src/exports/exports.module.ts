import { Module } from '@nestjs/common';
import { ExportJobs } from './export-jobs.js';
import { ExportsController } from './exports.controller.js';

/** The log as a file: CSV and NDJSON, streamed. */
@Module({ controllers: [ExportsController], providers: [ExportJobs] })
export class ExportsModule {}
