import { hostFault, isAuthority } from './host.js';

test.each(['a', 'shop.example', 'shop.example:81', 'shop.example:', 'a_b~c', '127.0.0.1:8080', '[::1]', '[2001:db8::7]:443', '[v1.fe80::a+en1]', "x!$&'()*+,;=y", 'caf%C3%A9.example', 'xn--caf-dma.example', 'a:0', 'a:65535'])('%j is an authority', (host) => {
  expect(isAuthority(host)).toBe(true);
});

test.each([
  '', ' ', 'a b', 'a/b', 'a?b', 'a#b', 'a@b', 'user:pw@a', 'http://a', 'a:b', 'a:-1', 'a:65536', 'a:99999999999', 'a:1:2', '::1', '[::1', '[:::1]', '[1.2.3]', '[fe80::1%eth0]', 'a,b:1:2', 'a\\b', 'a"b', 'a<b>', 'a%zz', 'caf\u00c3\u00a9', 'a\tb', `${'a'.repeat(2_000)}`,
])('%j is none', (host) => {
  expect(isAuthority(host)).toBe(false);
});

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
])('%s', (_, raw, version, host, isFault) => {
  expect(hostFault(raw, version, host) !== null).toBe(isFault);
});
