import { redactTargetQuery } from './body.js';
import { redactHeaders } from './headers.js';
import { redactionRules } from './rules.js';

const rules = redactionRules({ headers: ['X-Tenant-*'], query: ['pin'] });

test('redacts secret headers, keeps the others in order, with duplicates', () => {
  const raw = ['Accept', 'a', 'AUTHORIZATION', 'Bearer x', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Api-Key', 'k', 'X-Tenant-Id', 't', 'accept', 'b'];
  expect(redactHeaders(raw, rules)).toEqual([
    ['Accept', 'a'],
    ['AUTHORIZATION', '[redacted]'],
    ['Set-Cookie', '[redacted]'],
    ['set-cookie', '[redacted]'],
    ['X-Api-Key', '[redacted]'],
    ['X-Tenant-Id', '[redacted]'],
    ['accept', 'b'],
  ]);
});

test('redacts secrets in the URLs that headers carry', () => {
  expect(redactHeaders(['Location', 'https://ann:pw@x.y/z?token=t&a=1#access_token=u'], rules)).toEqual([
    ['Location', 'https://[redacted]@x.y/z?token=[redacted]&a=1#access_token=[redacted]'],
  ]);
});

test('reads UTF-8 where it is UTF-8 and latin1 where it is not', () => {
  const raw = ['x-a', Buffer.from('Zoë').toString('latin1'), 'x-b', 'Zo\xeb'];
  expect(redactHeaders(raw, rules)).toEqual([['x-a', 'Zoë'], ['x-b', 'Zoë']]);
});

test('keeps to the bounds of the contract', () => {
  const many = Array.from({ length: 400 }, (_, i) => [`x-${i}`, 'v'.repeat(20_000)]).flat();
  const headers = redactHeaders(many, rules);
  expect(headers).toHaveLength(256);
  expect(headers[0]?.[1]).toHaveLength(16_384);
});

test('redacts query values by name, however the name is written', () => {
  expect(redactTargetQuery('a=1&pass%77ord=x;PIN=1&token&access_token=', rules)).toBe('a=1&pass%77ord=[redacted];PIN=[redacted]&token&access_token=[redacted]');
});
