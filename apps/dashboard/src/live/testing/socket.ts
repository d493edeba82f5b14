import type { LiveSocket } from '../session.js';

type Listener = (...args: never[]) => void;

/** What the line itself says, not the server. */
const LINE_EVENTS = new Set(['connect', 'disconnect', 'connect_error']);

/** The other end of a socket, played by hand: what the page said is kept, what the server says is given. */
export class HandSocket {
  connected = false;
  active = true;
  readonly said: unknown[][] = [];
  private readonly anyListeners: (() => void)[] = [];
  private readonly listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener): this {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return this;
  }

  onAny(listener: () => void): this {
    this.anyListeners.push(listener);
    return this;
  }

  /** The page speaks; every question is answered with yes at once. */
  emit(event: string, ...args: unknown[]): this {
    const answer = args.pop() as (reply: { ok: true }) => void;
    this.said.push([event, ...args]);
    answer({ ok: true });
    return this;
  }

  connect(): this {
    this.said.push(['connect']);
    return this;
  }

  disconnect(): this {
    this.connected = false;
    return this;
  }

  /** The server speaks, or the line does. */
  hear(event: string, ...args: unknown[]): void {
    if (event === 'connect') this.connected = true;
    if (event === 'disconnect') this.connected = false;
    if (!LINE_EVENTS.has(event)) for (const listener of this.anyListeners) listener();
    for (const listener of this.listeners.get(event) ?? []) listener(...(args as never[]));
  }

  get socket(): LiveSocket {
    return this as unknown as LiveSocket;
  }
}
