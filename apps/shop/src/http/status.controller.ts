import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../core/database.js';
import { KafkaSide } from '../kafka/kafka-side.js';

const statusSchema = z.object({ recordsWaiting: z.number().int(), kafkaDownSince: z.iso.datetime().nullable() });

@ApiTags('status')
@Controller('status')
export class StatusController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KafkaSide) private readonly kafkaSide: KafkaSide,
  ) {}

  /** How many records wait in the outbox, and since when Kafka is away. */
  @Get()
  @ApiOkResponse({ standardSchema: statusSchema })
  async read(): Promise<z.infer<typeof statusSchema>> {
    const { rows } = await this.database.query<{ waiting: string }>('SELECT count(*) AS waiting FROM outbox');
    return { recordsWaiting: Number(rows[0]!.waiting), kafkaDownSince: this.kafkaSide.downSince?.toISOString() ?? null };
  }
}
