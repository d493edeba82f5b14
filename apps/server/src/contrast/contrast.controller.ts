import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ContrastQuery, type Contrast } from '@contraflow/contract';
import { readContrastFigures, Store } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { Allow } from '../ports/access.js';
import { HealthBoard } from '../ports/health-board.js';
import { KafkaState } from '../ports/kafka-state.js';
import { invalidRequest } from '../ports/problem-error.js';
import { checkRange } from '../ports/range.js';
import { absentSides } from './absent.js';
import { measureContrast } from './measure-contrast.js';

const LONGEST_MS = 31 * 86_400_000;
/** A window that ended so lately is about now. */
const CURRENT_MS = 120_000;

/** The five contrasts. */
@Allow('viewer')
@Controller('api/contrast')
export class ContrastController {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(HealthBoard) private readonly board: HealthBoard,
    @Inject(KafkaState) private readonly kafka: KafkaState,
  ) {}

  /** Both sides over the same window, widened to whole minutes, at most 31 days. */
  @Get()
  async contrast(@Query({ schema: ContrastQuery }) query: ContrastQuery): Promise<Contrast> {
    const now = Date.now();
    const { from, to } = checkRange(query);
    if (from >= now) throw invalidRequest([{ path: ['from'], message: 'lies in the future: there is nothing to contrast yet' }]);
    const window = { from, to: Math.min(to, now) };
    if (window.to - from > LONGEST_MS) throw invalidRequest([{ path: ['from'], message: 'lies more than 31 days before to: choose a shorter window' }]);
    const figures = await readContrastFigures(this.store.pool, window, this.config.queryTimeoutSeconds * 1_000);
    const absent = absentSides({
      current: now - to < CURRENT_MS,
      exchanges: figures.http.exchanges,
      records: figures.kafka.records,
      lastExchange: figures.lastExchange,
      items: this.board.report().items,
      kafka: this.kafka.absent(),
    });
    return measureContrast(figures, { now, completedSource: this.kafka.commitSource(), absent });
  }
}
