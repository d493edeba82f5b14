import type { QueryResult, QueryResultRow } from 'pg';

/** Runs SQL, inside a transaction or outside of one. */
export interface Sql {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>;
}
