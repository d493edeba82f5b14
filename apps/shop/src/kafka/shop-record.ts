import type { KafkaMessage } from 'kafkajs';
import { continueTrace, parseTraceparent, type TraceContext } from '@contraflow/capture';

/** A record as the shop's groups see it. */
export interface ShopRecord {
  /** For example `order.placed`; null on records that others sent. */
  event: string | null;
  /** The parsed JSON; null for a tombstone and for what is not JSON. */
  value: unknown;
  /** Where it stands in its trace; the beginning of one for records of others that name none. */
  trace: TraceContext;
}

export function readRecord(message: Pick<KafkaMessage, 'value' | 'headers'>): ShopRecord {
  return {
    event: headerOf(message, 'event') ?? null,
    value: parse(message.value),
    trace: parseTraceparent(headerOf(message, 'traceparent')) ?? continueTrace(undefined),
  };
}

function headerOf(message: Pick<KafkaMessage, 'headers'>, name: string): string | undefined {
  const value = message.headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first?.toString();
}

function parse(value: Buffer | null): unknown {
  if (value === null) return null;
  try {
    return JSON.parse(value.toString());
  } catch {
    return null;
  }
}
