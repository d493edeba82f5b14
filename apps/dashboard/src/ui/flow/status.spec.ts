import { statusTone } from './status.js';

test.each([
  [200, null, 'good'], [204, null, 'good'], [302, null, 'good'], [404, null, 'warn'], [500, '500', 'bad'],
  [null, 'upstream_refused', 'bad'], [200, 'client_aborted', 'bad'], [499, 'client_aborted', 'warn'],
] as const)('status %p with error %p is %s', (status, error, tone) => expect(statusTone(status, error)).toBe(tone));
