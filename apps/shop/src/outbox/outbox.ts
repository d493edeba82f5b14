import { EventEmitter } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../core/database.js';
import type { Sql } from '../core/sql.js';
import { formatTraceparent, type TraceContext } from '@contraflow/capture';
import type { ShopTopic } from '../kafka/topics.js';
import { insertWaiting } from './outbox-queries.js';

/** What happened, to be told in a topic. */
export interface ShopEvent {
  topic: ShopTopic;
  /** For example `order.placed`. */
  event: string;
  key: string;
  /** Null tells that the thing is gone: a tombstone. */
  value: object | null;
  trace: TraceContext;
}

/**
 * Records wait in a table that is written in the same transaction as the change they tell of, so that a change is
 * never without its record nor a record without its change, whether Kafka is there or not.
 */
@Injectable()
export class Outbox {
  private readonly bell = new EventEmitter();

  constructor(@Inject(Database) private readonly database: Database) {}

  /** Runs `work`, which may put records for `topic`, in one transaction; once that is committed, the topic's relay is woken. */
  async commit<T>(topic: ShopTopic, work: (sql: Sql) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(work);
    this.bell.emit(topic);
    return result;
  }

  /** Puts a record, inside the transaction of {@link commit}; it names the request's span as its parent. */
  put(sql: Sql, { topic, event, key, value, trace }: ShopEvent): Promise<void> {
    return insertWaiting(sql, { topic, key, value: value && JSON.stringify(value), headers: { event, traceparent: formatTraceparent(trace) } });
  }

  /** Calls `wake` after each commit for `topic`; returns a function that ends that. */
  onCommitted(topic: ShopTopic, wake: () => void): () => void {
    this.bell.on(topic, wake);
    return () => this.bell.off(topic, wake);
  }
}
