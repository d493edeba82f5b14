import { flowInstant, type Flow, type Side } from '@contraflow/contract';
import { Client, type QueryResultRow } from 'pg';
import { filterSql } from '../filter-sql.js';
import { PLANNER } from './ask.js';
import type { FlowSelection } from './count-flows.js';
import { HTTP_COLUMNS, toHttpExchange, type HttpExchangeRow } from './http-rows.js';
import { instantOf, timestamptzOf } from './instants.js';
import { KAFKA_COLUMNS, toKafkaRecord, type KafkaRecordRow } from './kafka-rows.js';
import { cutToRecorded } from './recorded-range.js';
import { ROWS } from './tables.js';
import { windowsForward } from './windows.js';

/** A flow with the moment of its commit, epoch milliseconds. */
export interface RecordedFlow {
  flow: Flow;
  recordedAt: number;
}

/** Rows read at once from each side, so what is held does not grow with the answer. */
const FETCH_ROWS = 200;
/** What Postgres may spend on one step, and how long the reader may pause between two. */
const STATEMENT_MS = 120_000;
const STALL_MS = 300_000;

/**
 * All flows of a selection, both sides merged, oldest first, in small lists. It has a
 * connection of its own, reads only as fast as it is asked, and ends when `signal` aborts.
 * @throws Error of `pg` when Postgres goes away, or the reader pauses longer than five minutes
 */
export async function* streamFlows(databaseUrl: string, selection: FlowSelection, signal: AbortSignal): AsyncGenerator<RecordedFlow[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, keepAlive: true, application_name: 'contraflow-export' });
  client.on('error', () => undefined);
  // Ending a busy client closes its socket, and Postgres then gives up the statement by itself.
  const stop = () => void client.end().catch(() => undefined);
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    await client.query(`SET default_transaction_read_only = on; SET client_connection_check_interval = '1s';
      SET statement_timeout = ${STATEMENT_MS}; SET idle_in_transaction_session_timeout = ${STALL_MS}`);
    const range = await cutToRecorded(client, selection);
    const windows = range ? windowsForward(range.from, range.to) : null;
    for (let step = windows?.next(0); step && !step.done; ) {
      let rows = 0;
      for await (const flows of readWindow(client, { ...selection, ...step.value })) {
        signal.throwIfAborted();
        rows += flows.length;
        yield flows;
      }
      step = windows?.next(rows);
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}

async function* readWindow(client: Client, selection: FlowSelection): AsyncGenerator<RecordedFlow[]> {
  await client.query(`BEGIN; ${PLANNER}`);
  const http = new SideReader(client, 'http', HTTP_COLUMNS, 'started_at, id', (row: HttpExchangeRow) => toHttpExchange(row));
  const kafka = new SideReader(client, 'kafka', KAFKA_COLUMNS, 'observed_at, topic_id, partition, "offset"', (row: KafkaRecordRow) => toKafkaRecord(row));
  await http.open(selection);
  await kafka.open(selection);
  for (;;) {
    await http.fill();
    await kafka.fill();
    const merged = mergeOldest(http, kafka);
    if (merged.length === 0) break;
    yield merged;
  }
  await client.query('COMMIT');
}

/** Takes what both sides agree on: nothing beyond the end of a list that may go on. */
function mergeOldest(http: { waiting: RecordedFlow[] }, kafka: { waiting: RecordedFlow[] }): RecordedFlow[] {
  if (http.waiting.length === 0) return kafka.waiting.splice(0);
  if (kafka.waiting.length === 0) return http.waiting.splice(0);
  const merged: RecordedFlow[] = [];
  let [h, k] = [0, 0];
  while (h < http.waiting.length && k < kafka.waiting.length) {
    const [exchange, record] = [http.waiting[h] as RecordedFlow, kafka.waiting[k] as RecordedFlow];
    const first = flowInstant(exchange.flow) <= flowInstant(record.flow);
    merged.push(first ? exchange : record);
    if (first) h += 1;
    else k += 1;
  }
  http.waiting.splice(0, h);
  kafka.waiting.splice(0, k);
  return merged;
}

/** One side of a window behind a cursor of the transaction. */
class SideReader<Row extends QueryResultRow & { recorded_ms: number }> {
  waiting: RecordedFlow[] = [];
  private more = false;

  constructor(
    private readonly client: Client,
    private readonly side: Side,
    private readonly columns: string,
    private readonly order: string,
    private readonly toFlow: (row: Row) => Flow,
  ) {}

  async open(selection: FlowSelection): Promise<void> {
    const condition = filterSql(selection.filter, this.side, 4);
    if (!selection.sides.includes(this.side) || condition.text === 'false') return;
    const { table, instant } = ROWS[this.side];
    await this.client.query(
      `DECLARE ${this.side}_rows NO SCROLL CURSOR FOR SELECT ${this.columns} FROM ${table}
       WHERE ${instant} >= $1 AND ${instant} < $2 AND recorded_at <= $3 AND ${condition.text} ORDER BY ${this.order}`,
      [timestamptzOf(selection.from), timestamptzOf(selection.to), timestamptzOf(selection.recordedUntil), ...condition.values],
    );
    this.more = true;
  }

  async fill(): Promise<void> {
    if (!this.more || this.waiting.length > 0) return;
    const { rows } = await this.client.query<Row>(`FETCH ${FETCH_ROWS} FROM ${this.side}_rows`);
    this.more = rows.length === FETCH_ROWS;
    this.waiting = rows.map((row) => ({ flow: this.toFlow(row), recordedAt: instantOf(row.recorded_ms) }));
  }
}
