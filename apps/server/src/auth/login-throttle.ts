import { BoundedMap } from './bounded-map.js';

/**
 * Failures that cost nothing; from the next one on there is a wait, which doubles. An address may be a proxy with a
 * whole company behind it, so it has many, and whoever logged in from it never waits for the others there.
 */
const FREE_FAILURES = { name: 5, address: 100 } as const;
const FORGET_MS = 15 * 60_000;
const KEYS_LIMIT = 20_000;
/** A name's wait is short, so that a stranger cannot lock its owner out for long; an address's is not. */
const LONGEST_MS = { name: 30_000, address: 15 * 60_000 } as const;

interface Failures {
  count: number;
  lastAt: number;
}

/** Slows guessing down, counted by address and by name, in bounded memory. */
export class LoginThrottle {
  private readonly failures = { name: new BoundedMap<string, Failures>(KEYS_LIMIT), address: new BoundedMap<string, Failures>(KEYS_LIMIT) };
  /** Names with the networks that they logged in from. */
  private readonly atHome = new BoundedMap<string, true>(KEYS_LIMIT);

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Counts a try before its password is looked at, so that many at once cannot slip through.
   * @returns milliseconds to wait; then it was not counted and must not be looked at. 0: go on
   */
  begin(address: string, username: string): number {
    const keys = keysOf(address, username);
    const known = this.atHome.get(homeOf(address, username)) === true;
    const wait = Math.max(...keys.map(([kind, key]) => (known && kind === 'address' ? 0 : this.waitOf(kind, key))));
    if (wait > 0) return wait;
    for (const [kind, key] of keys) this.failures[kind].set(key, { count: this.countOf(kind, key) + 1, lastAt: this.now() });
    return 0;
  }

  /** The try was right: the name starts anew, and the address loses the failure counted in advance. */
  succeeded(address: string, username: string): void {
    this.atHome.set(homeOf(address, username), true);
    for (const [kind, key] of keysOf(address, username)) {
      const count = kind === 'name' ? 0 : this.countOf(kind, key) - 1;
      if (count > 0) this.failures[kind].set(key, { count, lastAt: this.now() });
      else this.failures[kind].delete(key);
    }
  }

  private waitOf(kind: 'name' | 'address', key: string): number {
    const count = this.countOf(kind, key);
    if (count < FREE_FAILURES[kind]) return 0;
    const pause = Math.min(1_000 * 2 ** (count - FREE_FAILURES[kind]), LONGEST_MS[kind]);
    const lastAt = this.failures[kind].get(key)?.lastAt ?? 0;
    return Math.max(0, lastAt + pause - this.now());
  }

  private countOf(kind: 'name' | 'address', key: string): number {
    const found = this.failures[kind].get(key);
    return found && this.now() - found.lastAt < FORGET_MS ? found.count : 0;
  }
}

function keysOf(address: string, username: string): ['name' | 'address', string][] {
  return [
    ['name', username.toLowerCase()],
    ['address', networkOf(address)],
  ];
}

const homeOf = (address: string, username: string) => `${networkOf(address)} ${username.toLowerCase()}`;

/** Whoever has one IPv6 address has its /64. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] as string;
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
}
