import { loadConfig } from '../config.js';
import { age, groupItems, kafkaItem, kafkaOff, tailItem } from './health-items.js';

const config = (env: Record<string, string> = {}) => loadConfig({ DATABASE_URL: 'postgresql://x', KAFKA_BROKERS: 'localhost:9092', ...env });
const view = { clusterId: 'c', brokers: new Map([[1, { host: 'x', port: 1 }]]), topics: new Map(), leaderless: [] as string[], at: 1 };
const well = { denied: [], failing: null };

test('the cluster is told by place and number of brokers', () => {
  expect(kafkaItem(config(), view, null, well)).toMatchObject({ state: 'ok', figure: 'local, 1 broker', detail: null });
  expect(kafkaItem(config({ KAFKA_BROKERS: 'kafka-1.example:9092,kafka-2:9092' }), { ...view, brokers: new Map([[1, { host: 'x', port: 1 }], [2, { host: 'y', port: 1 }]]) }, null, well).figure).toBe('kafka-1.example, 2 brokers');
});

test('whatever is wrong says what to do', () => {
  expect(kafkaItem(config(), view, { reason: 'connection refused' }, well)).toMatchObject({ state: 'down', detail: expect.stringMatching(/connection refused.*localhost:9092.*Check that Kafka runs/) });
  expect(kafkaItem(config(), view, null, { ...well, denied: ['secret'] })).toMatchObject({ state: 'degraded', detail: expect.stringContaining('secret') });
  expect(kafkaItem(config(), view, null, { ...well, failing: 'not authorized for the group' })).toMatchObject({ state: 'degraded', detail: expect.stringContaining('contraflow-recorder') });
  expect(kafkaItem(config(), { ...view, leaderless: ['a', 'b', 'c', 'd', 'e', 'f'] }, null, well)).toMatchObject({ state: 'degraded', detail: expect.stringContaining('a, b, c, d, e and 1 more') });
  expect(kafkaOff(config({ KAFKA_BROKERS: '' }))).toMatchObject({ state: 'off', detail: expect.stringContaining('KAFKA_BROKERS') });
});

test('groups that are behind are named, the furthest first; beyond half a minute they are not well', () => {
  const lag = (consumerGroup: string, timeLagSeconds: number | null) => ({ consumerGroup, timeLagSeconds, offsetLag: 7, type: 'classic', empty: false, topics: ['orders'] });
  const items = groupItems([lag('fine', 1), lag('new', null), lag('slow', 12), lag('slower', 45)]);
  expect(items.map(({ id, state, figure }) => [id, state, figure])).toEqual([['group:slower', 'degraded', '45 s behind'], ['group:slow', 'ok', '12 s behind']]);
});

test('recording that is behind says so', () => {
  expect(tailItem(0.42)).toMatchObject({ state: 'ok', figure: '0.4 s behind', detail: null });
  expect(tailItem(95)).toMatchObject({ state: 'degraded', figure: '95 s behind' });
});

test.each([[0, '0.0 s'], [99.6, '100 s'], [600, '10 min'], [10_000, '3 h'], [400_000, '5 d']])('%d seconds are %s', (seconds, text) => {
  expect(age(seconds)).toBe(text);
});
