import type { HealthItem } from '@contraflow/contract';
import type { Config } from '../config.js';
import type { ClusterView } from './catalog.js';
import type { SweptLag } from './sweep/sweep.js';

type Item = Omit<HealthItem, 'since'>;

const BEHIND_SECONDS = 30;
const WORTH_A_WORD_SECONDS = 5;
const MOST_GROUPS = 20;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)(:\d+)?$/;

export const kafkaOff = (config: Config): Item => ({
  id: 'kafka',
  label: 'Kafka',
  state: 'off',
  figure: 'not set up',
  detail: config.kafkaMissingReason || 'No brokers are set, so the REST half runs alone. Set KAFKA_BROKERS to host:port of your brokers and start again.',
});

/** The cluster as the last look saw it. */
export function kafkaItem(config: Config, view: ClusterView | null, absent: { reason: string } | null, reading: { denied: string[]; failing: string | null }): Item {
  const base = { id: 'kafka', label: 'Kafka' };
  const brokers = config.kafkaBrokers.join(', ');
  if (absent || !view) {
    const detail = `${absent?.reason ?? 'Not reached yet'}. No broker answers at ${brokers}; recording of topics goes on by itself where it stopped as soon as one does. Check that Kafka runs and that KAFKA_BROKERS is right.`;
    return { ...base, state: 'down', figure: 'no answer', detail };
  }
  const place = config.kafkaBrokers.every((address) => LOCAL.test(address)) ? 'local' : (config.kafkaBrokers[0] ?? '').replace(/:\d+$/, '');
  const figure = `${place}, ${view.brokers.size} ${view.brokers.size === 1 ? 'broker' : 'brokers'}`;
  if (reading.failing) {
    const detail = `The cluster answers, but reading topics fails: ${reading.failing}. Check that the user of KAFKA_SASL_USERNAME may use the group ${config.kafkaGroupId}; it is tried again every few seconds.`;
    return { ...base, state: 'degraded', figure, detail };
  }
  if (reading.denied.length > 0) {
    const detail = `Reading is not allowed: ${few(reading.denied)}. Grant READ on them to the user of KAFKA_SASL_USERNAME, or leave them out with KAFKA_TOPICS_EXCLUDE.`;
    return { ...base, state: 'degraded', figure, detail };
  }
  if (view.leaderless.length > 0) {
    const detail = `No broker leads partitions of: ${few(view.leaderless)}. They are read again once one does. Check the brokers that hold them.`;
    return { ...base, state: 'degraded', figure, detail };
  }
  return { ...base, state: 'ok', figure, detail: null };
}

/** The groups that are behind, the furthest first, a handful at most. */
export function groupItems(lags: SweptLag[]): Item[] {
  const behind = lags.filter(({ timeLagSeconds }) => (timeLagSeconds ?? 0) >= WORTH_A_WORD_SECONDS);
  behind.sort((a, b) => (b.timeLagSeconds ?? 0) - (a.timeLagSeconds ?? 0));
  return behind.slice(0, MOST_GROUPS).map(groupItem);
}

function groupItem(lag: SweptLag): Item {
  const seconds = lag.timeLagSeconds ?? 0;
  const behind = seconds > BEHIND_SECONDS;
  const who = lag.empty ? 'Nobody is in the group: start its consumers, or delete it.' : 'Its consumers read slower than records arrive: look at their work or add some.';
  const detail = behind ? `${lag.offsetLag} records wait for ${lag.consumerGroup}, the oldest for ${age(seconds)}. ${who}` : null;
  return { id: `group:${lag.consumerGroup}`, label: lag.consumerGroup, state: behind ? 'degraded' : 'ok', figure: `${age(seconds)} behind`, detail };
}

/** How far recording itself is behind the topics, in seconds. */
export function tailItem(behindSeconds: number): Item {
  const slow = behindSeconds > BEHIND_SECONDS;
  return {
    id: 'source:kafka',
    label: 'Kafka tail',
    state: slow ? 'degraded' : 'ok',
    figure: `${age(behindSeconds)} behind`,
    detail: slow ? `Records appear ${age(behindSeconds)} after they were written. Either Postgres is slow or away, or the topics were filled faster than they can be recorded; nothing is lost while Kafka keeps them.` : null,
  };
}

function few(names: string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

/** Three digits with a unit, such as `0.4 s` or `12 min`. */
export function age(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
