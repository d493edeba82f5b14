import { readTimeouts, type Timeouts } from './config.js';
import { timeoutOf } from './timeouts.js';

const timeouts = readTimeouts('45, shop=30, /events=0, shop:/reports/*=300, shop:/events=7, /jobs/{id}/wait=120') as Timeouts;

test.each([
  ['other', '/', 45],
  ['other', '/events', 0],
  ['other', '/events?since=1', 0],
  ['other', '/events/1', 45],
  ['other', '/jobs/17/wait', 120],
  ['other', '/reports/a', 45],
  ['shop', '/', 30],
  ['shop', '/events', 7],
  ['shop', '/reports/a/b', 300],
  ['shop', '/jobs/17/wait', 120],
])('%s %s: %i s', (service, target, seconds) => expect(timeoutOf(service, timeouts)(target)).toBe(seconds * 1_000));

test.each(['60', '0', '', 'shop=5', '86400'])('%j can be read', (text) => expect(readTimeouts(text)).toHaveProperty('seconds'));
test.each(['x', '-1', '60s', 'shop', 'shop=', 'shop:events=3', '=3', '86401', 'a b=3', '/a=99999'])('%j cannot', (text) => expect(typeof readTimeouts(text)).toBe('string'));
