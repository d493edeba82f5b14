import type { KafkaMessage } from 'kafkajs';

/** A record as the shop's groups see it. */
export interface ShopRecord {
  /** For example `order.placed`; null on records that others sent. */
  event: string | null;
  /** The parsed JSON; null for a tombstone and for what is not JSON. */
  value: unknown;
  traceparent: string | undefined;
}

export function readRecord(message: Pick<KafkaMessage, 'value' | 'headers'>): ShopRecord {
  return {
    event: headerOf(message, 'event') ?? null,
    value: parse(message.value),
    traceparent: headerOf(message, 'traceparent'),
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
