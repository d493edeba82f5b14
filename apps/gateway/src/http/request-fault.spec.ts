import { requestFault } from './request-fault.js';

test.each([
  ['one Host', ['Host', 'a'], '1.1', 'a', false],
  ['a Host overruled by the target', ['Host', 'a'], '1.1', 'b.example:81', false],
  ['none in HTTP/1.0', [], '1.0', '', false],
  ['none in HTTP/1.1', [], '1.1', '', true],
  ['none in HTTP/1.1 with an absolute target', [], '1.1', 'a', true],
  ['two Hosts', ['Host', 'a', 'X', '1', 'host', 'b'], '1.1', 'a', true],
  ['the same Host twice', ['Host', 'a', 'HOST', 'a'], '1.1', 'a', true],
  ['two Hosts in HTTP/1.0', ['Host', 'a', 'Host', 'a'], '1.0', 'a', true],
  ['an empty Host', ['Host', ''], '1.1', '', true],
  ['user information', ['Host', 'u@a'], '1.1', 'u@a', true],
  ['a bad Host behind a good target', ['Host', 'a b'], '1.1', 'a', true],
  ['a good Host behind a bad target', ['Host', 'a'], '1.1', 'u@a', true],
])('%s', (_, rawHeaders, httpVersion, host, isFault) => {
  const fault = requestFault({ rawHeaders, httpVersion, url: '/', headers: {} }, host);
  expect(fault?.type).toBe(isFault ? 'client_malformed' : undefined);
});

test.each([
  [1_000, undefined],
  [65_000, undefined],
  [66_000, 'client_head_too_large'],
])('a head of %i bytes: %s', (size, type) => {
  const some = (length: number) => requestFault({ rawHeaders: ['Host', 'a', 'X', 'x'.repeat(length)], httpVersion: '1.1', url: '/', headers: {} }, 'a')?.type;
  expect(some(size)).toBe(type);
});

test.each([['chunked', undefined], ['Chunked', undefined], ['gzip, chunked', 'unsupported_transfer_coding'], ['identity', 'unsupported_transfer_coding']])('Transfer-Encoding: %s: %s', (coding, type) => {
  expect(requestFault({ rawHeaders: ['Host', 'a'], httpVersion: '1.1', url: '/', headers: { 'transfer-encoding': coding } }, 'a')?.type).toBe(type);
});
