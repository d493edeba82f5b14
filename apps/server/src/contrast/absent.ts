import type { HealthItem } from '@contraflow/contract';
import { utcWords } from './words.js';

interface Situation {
  /** True when the window reaches to now: only then the state of now says something about it. */
  current: boolean;
  exchanges: number;
  records: number;
  /** The latest minute with an exchange in the week before the window, epoch milliseconds. */
  lastExchange: number | null;
  items: HealthItem[];
  /** What the cluster's state says of its absence. */
  kafka: string | null;
}

/** Why a side has no (fresh) figures, in words with the time since when; null when it is well. */
export function absentSides(situation: Situation): { http: string | null; kafka: string | null } {
  return { http: absentHttp(situation), kafka: absentKafka(situation) };
}

function absentHttp({ current, exchanges, lastExchange, items }: Situation): string | null {
  const sources = items.filter(({ id }) => id.startsWith('source:') && id !== 'source:kafka');
  const down = sources.filter(({ state }) => state === 'down');
  if (current && sources.length > 0 && down.length === sources.length) {
    return down.map(({ label, since, detail }) => `${label} is silent since ${utcWords(since)} UTC. ${detail ?? ''}`.trim()).join(' ');
  }
  if (exchanges > 0) return null;
  const before = lastExchange === null ? ', nor in the week before it' : `; the last one before it was at ${utcWords(lastExchange)} UTC`;
  return `No REST exchange was recorded in this window${before}.`;
}

function absentKafka({ current, records, kafka }: Situation): string | null {
  if (kafka && (current || records === 0)) return kafka;
  return records === 0 ? 'No Kafka record was recorded in this window.' : null;
}
