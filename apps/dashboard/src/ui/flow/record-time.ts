import { recordTime, type KafkaRecord, type TimestampUnit } from '@contraflow/contract';
import { asText, duration, exact } from '../format/numbers.js';
import { absolute, span, type Zone } from '../format/times.js';

const UNIT_WORDS: Record<TimestampUnit, string> = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' };

type OwnTime = Pick<KafkaRecord, 'timestamp' | 'timestampRaw' | 'timestampType' | 'observedAt'>;

/** Whose time it is that a record carries. */
export function timestampName({ timestampType }: Pick<OwnTime, 'timestampType'>): string {
  return timestampType === 'LogAppendTime' ? 'append time' : 'create time';
}

/** A record's own time, and what is odd about it where something is. */
export function timestampText({ timestamp, timestampRaw, timestampType, observedAt }: OwnTime, zone: Zone): string {
  const { instant, unit } = recordTime(timestampRaw);
  if (unit === 'none') return 'none: the record carries no timestamp';
  if (instant === null || unit === null) return `${exact(timestampRaw)}, which is no time in any unit`;
  const moment = absolute(instant, zone);
  if (unit !== 'ms') return `${moment}: written as ${exact(timestampRaw)}, in ${UNIT_WORDS[unit]} where Kafka expects milliseconds`;
  if (timestamp === null) return `${moment}: ${span(instant - observedAt)} ahead of our clock`;
  return timestampType === 'LogAppendTime' ? `${moment}, by the broker (LogAppendTime)` : moment;
}

/** How long after its own time a record could be read. */
export function readableText({ timestamp, timestampType, observedAt }: OwnTime): string {
  if (timestamp === null) return 'unknown: no age can be counted from its own time';
  const after = asText(duration(Math.max(0, observedAt - timestamp) * 1e6));
  return timestampType === 'LogAppendTime' ? `${after}, from the broker appending it to our tail having it` : `${after}, when our tail had it`;
}
