import { instantOfUuidV7, kafkaRecordId, parseKafkaRecordId, TraceId, UuidV7 } from './ids.js';

test('a UUIDv7 tells its millisecond (RFC 9562, appendix A.6)', () => {
  const id = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
  expect(UuidV7.safeParse(id).success).toBe(true);
  expect(instantOfUuidV7(id)).toBe(Date.parse('2022-02-22T19:22:22.000Z'));
});

test('the id of a record leads back to its address', () => {
  const address = { clusterId: 'C-x_1', topicId: '2f0c0c4e-0000-4000-8000-000000000001', partition: 3, offset: '9223372036854775807' };
  expect(parseKafkaRecordId(kafkaRecordId(address))).toEqual(address);
});

test.each(['', 'a.b.c.d', 'a.b.1', 'a.b.1.-5', 'a.b.1.2.3', 'a b.c.1.2'])('%j is no id of a record', (id) => {
  expect(parseKafkaRecordId(id)).toBeNull();
});

test('an all-zero trace id is none', () => {
  expect(TraceId.safeParse('0'.repeat(32)).success).toBe(false);
  expect(TraceId.safeParse('0af7651916cd43dd8448eb211c80319c').success).toBe(true);
});
