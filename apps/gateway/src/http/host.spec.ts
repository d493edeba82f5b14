import { isAuthority } from './host.js';

test.each(['a', 'shop.example', 'shop.example:81', 'shop.example:', 'a_b~c', '127.0.0.1:8080', '[::1]', '[2001:db8::7]:443', '[v1.fe80::a+en1]', "x!$&'()*+,;=y", 'caf%C3%A9.example', 'xn--caf-dma.example', 'a:0', 'a:65535'])('%j is an authority', (host) => {
  expect(isAuthority(host)).toBe(true);
});

test.each([
  '', ' ', 'a b', 'a/b', 'a?b', 'a#b', 'a@b', 'user:pw@a', 'http://a', 'a:b', 'a:-1', 'a:65536', 'a:99999999999', 'a:1:2', '::1', '[::1', '[:::1]', '[1.2.3]', '[fe80::1%eth0]', 'a,b:1:2', 'a\\b', 'a"b', 'a<b>', 'a%zz', 'caf\u00c3\u00a9', 'a\tb', `${'a'.repeat(2_000)}`,
])('%j is none', (host) => {
  expect(isAuthority(host)).toBe(false);
});
