import { LoginThrottle } from './login-throttle.js';

let now = 0;
const clock = () => now;
let throttle: LoginThrottle;
beforeEach(() => {
  now = 1_000_000;
  throttle = new LoginThrottle(clock);
});

/** Fails `count` times, each as soon as it is looked at. @returns the waits in between */
function fail(count: number, address = '10.0.0.1', username = 'admin'): number[] {
  const waits: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const wait = throttle.begin(address, username);
    waits.push(wait);
    if (wait === 0) continue;
    now += wait;
    expect(throttle.begin(address, username)).toBe(0);
  }
  return waits;
}

test('the first five failures cost nothing, then the wait doubles', () => {
  expect(fail(9)).toEqual([0, 0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000]);
});

test('a try during the wait is refused without making the wait longer', () => {
  fail(5);
  expect(throttle.begin('10.0.0.1', 'admin')).toBe(1_000);
  now += 400;
  expect(throttle.begin('10.0.0.1', 'admin')).toBe(600);
});

test('a name is slowed down whatever the address, and an address whatever the name', () => {
  for (let n = 0; n < 5; n += 1) throttle.begin(`10.0.0.${n}`, 'admin');
  expect(throttle.begin('10.9.9.9', 'Admin')).toBeGreaterThan(0);
  for (let n = 0; n < 100; n += 1) throttle.begin('10.1.1.1', `user-${n}`);
  expect(throttle.begin('10.1.1.1', 'somebody')).toBeGreaterThan(0);
  expect(throttle.begin('10.1.1.2', 'somebody')).toBe(0);
});

test('one IPv6 network counts as one address', () => {
  for (let n = 0; n < 100; n += 1) throttle.begin(`2001:db8:1:2::${n}`, `user-${n}`);
  expect(throttle.begin('2001:db8:1:2:ffff::1', 'somebody')).toBeGreaterThan(0);
  expect(throttle.begin('2001:db8:1:3::1', 'somebody')).toBe(0);
});

test('nobody can lock an owner out for more than half a minute', () => {
  // An odd number, so that the last of them was counted and is not waited for.
  for (let n = 0; n < 41; n += 1) now += throttle.begin(`10.0.0.${n}`, 'admin');
  const wait = throttle.begin('192.168.0.1', 'admin');
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(30_000);
});

test('the right password ends the waiting of a name, but not what else an address did', () => {
  for (let n = 0; n < 99; n += 1) throttle.begin('10.0.0.1', `user-${n}`);
  throttle.begin('10.0.0.1', 'admin');
  throttle.succeeded('10.0.0.1', 'admin');
  expect(throttle.begin('10.0.0.1', 'somebody')).toBe(0);
  expect(throttle.begin('10.0.0.1', 'somebody else')).toBeGreaterThan(0);
});

test.each(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::7'])('behind %s, nobody waits for the mistakes of one other', (address) => {
  fail(12, address, 'clumsy');
  expect(throttle.begin(address, 'clumsy')).toBeGreaterThan(0);
  expect(throttle.begin(address, 'colleague')).toBe(0);
});

test('whoever logged in from an address does not wait for a flood from it', () => {
  throttle.begin('10.0.0.1', 'colleague');
  throttle.succeeded('10.0.0.1', 'colleague');
  for (let n = 0; n < 300; n += 1) throttle.begin('10.0.0.1', `guess-${n}`);
  expect(throttle.begin('10.0.0.1', 'stranger')).toBeGreaterThan(0);
  expect(throttle.begin('10.0.0.1', 'Colleague')).toBe(0);
});

test('any number of right passwords costs nothing', () => {
  for (let n = 0; n < 500; n += 1) {
    expect(throttle.begin('10.0.0.1', `user-${n % 3}`)).toBe(0);
    throttle.succeeded('10.0.0.1', `user-${n % 3}`);
  }
});

test('failures are forgotten after a quarter of an hour', () => {
  fail(7);
  now += 15 * 60_000;
  expect(fail(2)).toEqual([0, 0]);
});
