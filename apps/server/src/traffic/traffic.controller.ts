import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { parseFilter, SearchQuery, TimelineQuery, ValuesQuery, type FlowDetail, type KnownValues, type SearchAnswer, type Timeline } from '@contraflow/contract';
import { countTimeline, decodeCursor, knownValues, readFlow, searchFlows, Store, type FlowCursor } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { Allow } from '../ports/access.js';
import { invalidRequest, ProblemError } from '../ports/problem-error.js';
import { checkRange } from '../ports/range.js';

/** Questions over the record. */
@Allow('viewer')
@Controller('api/flows')
export class TrafficController {
  private readonly timeoutMs: number;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) config: Config,
  ) {
    this.timeoutMs = config.queryTimeoutSeconds * 1_000;
  }

  /** A page of what matches, newest first. */
  @Get()
  search(@Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchAnswer> {
    const filter = parseFilter(query.filter);
    return searchFlows(this.store.pool, { ...checkRange(query), filter, before: cursorOf(query.before) }, this.timeoutMs);
  }

  /** How many flows in each step of a range. */
  @Get('timeline')
  timeline(@Query({ schema: TimelineQuery }) query: TimelineQuery): Promise<Timeline> {
    return countTimeline(this.store.pool, { ...checkRange(query), filter: parseFilter(query.filter) }, this.timeoutMs);
  }

  /** Values to offer while a filter is typed. */
  @Get('values')
  async values(@Query({ schema: ValuesQuery }) { field, start }: ValuesQuery): Promise<KnownValues> {
    return { values: await knownValues(this.store.pool, field, start) };
  }

  /** One flow, whole, with its way and the others of its trace. */
  @Get(':id')
  async read(@Param('id') id: string): Promise<FlowDetail> {
    const detail = await readFlow(this.store.pool, id, this.timeoutMs);
    if (detail) return detail;
    throw new ProblemError({ title: 'There is no such flow', status: 404, detail: 'Nothing with this id is recorded: it may have been dropped with its day, or the link is not whole.' });
  }
}

function cursorOf(before: string | undefined): FlowCursor | null {
  if (before === undefined) return null;
  const cursor = decodeCursor(before);
  if (!cursor) throw invalidRequest([{ path: ['before'], message: 'has to be the next of the page before, unchanged' }]);
  return cursor;
}
