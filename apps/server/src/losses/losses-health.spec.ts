import { lossesHealth } from './losses-health.js';

const NOW = 1_795_000_000_000;
const counts = { setAside: 0, drops: 0, dropped: 0n, latest: NOW - 60_000 };

test.each([
  [{ ...counts, latest: null }, 'ok', 'none in 24 h'],
  [{ ...counts, setAside: 3 }, 'degraded', '3 set aside'],
  [{ ...counts, drops: 2, dropped: 40n }, 'degraded', '40 dropped'],
  [{ ...counts, setAside: 1, drops: 1, dropped: 2n ** 60n }, 'degraded', '1 set aside · 1152921504606846976 dropped'],
  [{ ...counts, setAside: 10_000 }, 'degraded', '10000+ set aside'],
  [{ ...counts, setAside: 3, latest: NOW - 2 * 3_600_000 }, 'ok', '3 set aside'],
])('%j is %s: %s, and leads to the page', (given, state, figure) => {
  expect(lossesHealth(given, NOW)).toMatchObject({ id: 'losses', state, figure, href: '/losses' });
});
