import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { startKafka, type RunningKafka } from '../../../tools/embedded/kafka.ts';
import { freePorts } from '../../../tools/process/ports.ts';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { eventually } from '../../../tools/testing/eventually.ts';
import { OtherSide } from './kafka-support/producing.js';
import { KafkaWatch, unique } from './kafka-support/watching.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'kafka-denied-'));
const allowed = unique('allowed');
const secret = unique('secret');
let broker: RunningKafka;
let other: OtherSide;
let watch: KafkaWatch | undefined;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const properties = {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'true',
  };
  broker = await startKafka({ dataDir: join(folder, 'kafka'), port, controllerPort, properties });
  other = await OtherSide.connect(broker.brokers);
  await other.topic(allowed);
  await other.topic(secret);
  await other.producer.send({ topic: secret, messages: [{ value: 'x' }] });
  await other.producer.send({ topic: allowed, messages: [{ value: '1' }, { value: '2' }, { value: '3' }] });
  await other.consume(allowed, 'reader', 1);
  const rule = (resourceName: string, operation: AclOperationTypes, permissionType: AclPermissionTypes) => ({
    resourceType: AclResourceTypes.TOPIC, resourceName, resourcePatternType: ResourcePatternTypes.LITERAL, principal: 'User:ANONYMOUS', host: '*', operation, permissionType,
  });
  await other.admin.createAcls({
    acl: [secret, '__consumer_offsets'].flatMap((name) => [
      rule(name, AclOperationTypes.DESCRIBE, AclPermissionTypes.ALLOW),
      rule(name, AclOperationTypes.READ, AclPermissionTypes.DENY),
    ]),
  });
});
afterAll(async () => {
  await watch?.stop();
  await other.disconnect();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('topics that may not be read are named, the others go on, and sweeps stand in for the commits', async () => {
  watch = await KafkaWatch.start(await createTestDatabase(), broker.brokers, { KAFKA_GROUP_ID: unique('recorder') });
  const { board, state } = watch;
  await watch.records(allowed, 3);
  const item = await eventually(() => (board.get('kafka')?.state === 'degraded' ? board.get('kafka') : undefined));
  expect(item?.detail).toContain(secret);
  await eventually(() => (state.commitSource() === 'sweep' ? true : undefined));
  const commits = async () =>
    (await watch?.rows<{ committed_offset: string; exact: boolean }>(`SELECT committed_offset, exact FROM group_commit WHERE consumer_group = 'reader' ORDER BY committed_at`)) ?? [];
  await eventually(async () => ((await commits()).length > 0 ? true : undefined));
  await other.consume(allowed, 'reader', 2);
  await eventually(async () => ((await commits()).length > 1 ? true : undefined));
  expect(await commits()).toEqual([{ committed_offset: '1', exact: false }, { committed_offset: '3', exact: false }]);
  expect(state.progress()).toContainEqual(expect.objectContaining({ consumerGroup: 'reader', committedOffset: '3' }));
});
