import { redactHeaders } from './headers.js';
import { redactionRules } from './rules.js';

const patterns = [
  { service: null, pattern: '/reset/{token}' },
  { service: 'shop', pattern: '/p/*/{secret}/edit' },
  { service: null, pattern: '/share/{key}/**' },
];
const rules = redactionRules({ paths: patterns });

test.each([
  ['shop', '/reset/abc', '/reset/[redacted]', '/reset/{token}'],
  ['shop', '/reset/abc/', '/reset/[redacted]/', '/reset/{token}/'],
  ['shop', '//reset//abc', '//reset//[redacted]', '//reset//{token}'],
  ['shop', '/%72eset/a%20b', '/%72eset/[redacted]', '/%72eset/{token}'],
  ['shop', '/Reset/abc', '/Reset/[redacted]', '/Reset/{token}'],
  ['shop', '/reset/abc/more', '/reset/abc/more', '/reset/abc/more'],
  ['shop', '/reset', '/reset', '/reset'],
  ['shop', '/p/1/abc/edit', '/p/1/[redacted]/edit', '/p/1/{secret}/edit'],
  ['other', '/p/1/abc/edit', '/p/1/abc/edit', '/p/1/abc/edit'],
  ['other', '/share/abc/x/y', '/share/[redacted]/x/y', '/share/{key}/x/y'],
  ['other', '/share/abc', '/share/[redacted]', '/share/{key}'],
  ['other', '/%zz/abc', '/%zz/abc', '/%zz/abc'],
  ['other', '/cart;jsessionid=1A2B/x', '/cart;jsessionid=[redacted]/x', '/cart;jsessionid=[redacted]/x'],
  ['other', '/verify/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln', '/verify/[redacted]', '/verify/[redacted]'],
  ['other', 'http://ann:pw@x.example/y', 'http://[redacted]@x.example/y', 'http://[redacted]@x.example/y'],
])('%s: %s is kept as %s', (service, path, kept, template) => expect(rules.redactPath(service, path)).toEqual({ path: kept, template }));

test('headers that carry such a path are redacted with it', () => {
  expect(redactHeaders(['Referer', 'https://x.example/reset/abc?page=1', 'Location', '/share/abc/x'], rules)).toEqual([
    ['Referer', 'https://x.example/reset/[redacted]?page=1'],
    ['Location', '/share/[redacted]/x'],
  ]);
});
