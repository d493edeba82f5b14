import { firstValueFrom } from 'rxjs';
import { createTestDatabase, testKafka } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { OtherSide } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

const prefix = unique('com');
const topicName = (name: string) => `${prefix}.${name}`;
let other: OtherSide;
let watch: KafkaWatch;

interface CommitRowOfGroup {
  committed_offset: string;
  committed_at: Date;
  exact: boolean;
}

const commitsOf = (group: string) =>
  watch.rows<CommitRowOfGroup>('SELECT committed_offset, committed_at, exact FROM group_commit WHERE consumer_group = $1 ORDER BY committed_at', [group]);
const send = (topic: string, ...values: string[]) => other.producer.send({ topic, messages: values.map((value) => ({ value })) });

const earlier = unique('earlier');

beforeAll(async () => {
  const brokers = await testKafka();
  other = await OtherSide.connect(brokers);
  await other.topic(topicName('earlier'));
  await send(topicName('earlier'), 'a', 'b', 'c');
  await other.consume(topicName('earlier'), earlier, 2);
  watch = await KafkaWatch.start(await createTestDatabase(), brokers, { KAFKA_TOPICS: `${prefix}.*`, KAFKA_GROUP_ID: unique('recorder') });
  // The tail of commits begins at the end of what it never saw: only then a commit is to the millisecond.
  await eventually(async () => {
    const [row] = await watch.rows<{ count: string }>(`SELECT count(*) FROM source_position WHERE source LIKE 'commits:%' AND label <> 'commits, swept'`);
    return row?.count === '4' ? true : undefined;
  });
});
afterAll(async () => {
  await watch.stop();
  await other.disconnect();
});

test('a commit is recorded at its own time and passes the record', async () => {
  const topic = topicName('passed');
  const group = unique('billing');
  await other.topic(topic);
  await send(topic, '1', '2');
  const [row] = await watch.records(topic, 2);
  const before = Date.now();
  const told = firstValueFrom(watch.state.progressed$);
  await other.consume(topic, group, 2);
  const after = Date.now();
  const commits = await eventually(async () => {
    const rows = await commitsOf(group);
    return rows.length > 0 ? rows : undefined;
  });
  expect(commits).toEqual([{ committed_offset: '2', committed_at: expect.any(Date), exact: true }]);
  expect(commits[0]?.committed_at.getTime()).toBeGreaterThanOrEqual(before);
  expect(commits[0]?.committed_at.getTime()).toBeLessThanOrEqual(after);
  await told;
  expect(watch.state.commitSource()).toBe('commits');
  expect(watch.state.progress()).toContainEqual(
    expect.objectContaining({ consumerGroup: group, topicId: row?.topic_id, partition: 0, committedOffset: '2' }),
  );
});

test('where a group stood before we ever looked is known from the sweep, and says that it is not exact', async () => {
  const rows = await eventually(async () => {
    const found = await commitsOf(earlier);
    return found.length > 0 ? found : undefined;
  });
  expect(rows).toMatchObject([{ committed_offset: '2', exact: false }]);
});

test('our own groups leave no commits', async () => {
  await watch.records(topicName('earlier'), 3);
  const groups = await watch.rows<{ consumer_group: string }>('SELECT DISTINCT consumer_group FROM group_commit');
  expect(groups.filter(({ consumer_group }) => consumer_group.startsWith('recorder'))).toEqual([]);
});

test('the sweep knows lag in records and in seconds, and which records nobody has read', async () => {
  const topic = topicName('lag');
  const group = unique('slow');
  await other.topic(topic);
  const old = Date.now() - 120_000;
  await other.producer.send({ topic, messages: [{ value: '1' }, ...['2', '3', '4'].map((value) => ({ value, timestamp: String(old) }))] });
  await other.consume(topic, group, 1);
  const gauge = await eventually(async () => {
    const [row] = await watch.rows<{ offset_lag: string; time_lag_seconds: number }>(
      'SELECT committed_offset, offset_lag, time_lag_seconds FROM group_minute WHERE consumer_group = $1 AND offset_lag IS NOT NULL ORDER BY minute DESC', [group]);
    return row && row.time_lag_seconds !== null ? row : undefined;
  });
  expect(gauge).toMatchObject({ committed_offset: '1', offset_lag: '3' });
  expect(gauge.time_lag_seconds).toBeGreaterThanOrEqual(120);
  expect(watch.state.lags()).toContainEqual(expect.objectContaining({ consumerGroup: group, offsetLag: 3 }));
  expect(watch.board.get(`group:${group}`)).toMatchObject({ state: 'degraded', detail: expect.stringContaining('3 records wait') });
  const [partition] = await watch.rows('SELECT high_watermark, log_start_offset, unread, expired_unread FROM partition_minute WHERE topic = $1 ORDER BY minute DESC', [topic]);
  expect(partition).toEqual({ high_watermark: '4', log_start_offset: '0', unread: '3', expired_unread: '0' });
  expect(watch.state.partitions()).toContainEqual(expect.objectContaining({ topic, partition: 0, highWatermark: 4n, logStartOffset: 0n, sizeBytes: expect.any(Number) }));
});

test('records that expire before any group has read them are counted once', async () => {
  const topic = topicName('expired');
  const group = unique('reader');
  await other.topic(topic);
  await send(topic, '1', '2', '3', '4', '5');
  await other.consume(topic, group, 2);
  await eventually(async () => {
    const [row] = await watch.rows<{ unread: string }>('SELECT unread FROM partition_minute WHERE topic = $1 ORDER BY minute DESC', [topic]);
    return row?.unread === '3' ? true : undefined;
  });
  await other.expire(topic, 4n);
  const sums = () => watch.rows<{ expired: string; starts: string }>('SELECT sum(expired_unread) AS expired, max(log_start_offset) AS starts FROM partition_minute WHERE topic = $1', [topic]);
  await eventually(async () => ((await sums())[0]?.starts === '4' ? true : undefined));
  const sweptAgain = watch.board.report().at;
  await eventually(() => (Date.now() > sweptAgain + 1_500 ? true : undefined));
  expect(await sums()).toEqual([{ expired: '2', starts: '4' }]);
});
