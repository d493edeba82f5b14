import { performance } from 'node:perf_hooks';
import { UpstreamError } from '../errors.js';
import { UpstreamConnection, type ConnectionOwner } from './connection.js';
import type { Target } from './target.js';

/** Waits for a connection. */
export interface Waiter {
  onConnection(connection: UpstreamConnection): void;
  onNoConnection(error: UpstreamError): void;
}

export interface PoolOptions {
  /** Most connections at once. */
  connections: number;
  /** Milliseconds that a connection may take to open, and a request may wait for one; 0: the usual. */
  timeoutMs: number;
  /** Most requests that wait for a connection. */
  waiting?: number;
}

const LONGEST_IDLE_MS = 60_000;
const SWEEP_MS = 1_000;
/** In the queue, where exchanges have no time-out. */
const LONGEST_WAIT_MS = 60_000;

interface Place {
  waiter: Waiter;
  since: number;
}

/** The connections to one upstream, bounded; who finds none waits, in turn and in a bounded queue. */
export class UpstreamPool implements ConnectionOwner {
  /** The last one used comes first, so that the others may grow old and go. */
  private readonly idle: UpstreamConnection[] = [];
  private readonly all = new Set<UpstreamConnection>();
  private readonly connecting = new Map<UpstreamConnection, Waiter>();
  private queue: Place[] = [];
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    private readonly target: Target,
    private readonly options: PoolOptions,
  ) {
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  /** How many wait for a connection. */
  get waiting(): number {
    return this.queue.length;
  }

  /** @param fresh a connection that was never used */
  acquire(waiter: Waiter, fresh = false): void {
    for (let connection = fresh ? undefined : this.idle.pop(); connection; connection = this.idle.pop()) {
      if (connection.usable && performance.now() - connection.idleSince < connection.idleLimitMs) return waiter.onConnection(connection);
      connection.destroy();
    }
    if (this.all.size < this.options.connections) return this.open(waiter);
    if (this.queue.length >= (this.options.waiting ?? 4 * this.options.connections)) {
      return waiter.onNoConnection(new UpstreamError('gateway_busy', 'the queue for a connection is full'));
    }
    this.queue.push({ waiter, since: performance.now() });
  }

  /** Takes a connection back after an exchange that ended well. */
  release(connection: UpstreamConnection, idleSeconds: number | null): void {
    connection.leave();
    // A second earlier than the upstream, so that we never send into its closing.
    if (idleSeconds !== null) connection.idleLimitMs = Math.min(LONGEST_IDLE_MS, Math.max(0, idleSeconds * 1_000 - 1_000));
    if (!connection.usable || connection.idleLimitMs === 0) return connection.destroy();
    const place = this.queue.shift();
    if (place) place.waiter.onConnection(connection);
    else this.idle.push(connection);
  }

  /** Ends all connections, those in use too. */
  close(): void {
    clearInterval(this.sweeper);
    for (const { waiter } of this.queue.splice(0)) waiter.onNoConnection(new UpstreamError('gateway_stopping', 'the gateway is being stopped'));
    for (const connection of this.all) connection.destroy();
  }

  onReady(connection: UpstreamConnection): void {
    const waiter = this.connecting.get(connection);
    this.connecting.delete(connection);
    waiter?.onConnection(connection);
  }

  onNotConnected(connection: UpstreamConnection, error: UpstreamError): void {
    const waiter = this.connecting.get(connection);
    this.connecting.delete(connection);
    waiter?.onNoConnection(error);
  }

  onClosed(connection: UpstreamConnection): void {
    this.all.delete(connection);
    const at = this.idle.indexOf(connection);
    if (at !== -1) this.idle.splice(at, 1);
    const place = this.queue.shift();
    if (place) this.open(place.waiter);
  }

  private open(waiter: Waiter): void {
    const connection = new UpstreamConnection(this.target, this.options.timeoutMs, this);
    this.all.add(connection);
    this.connecting.set(connection, waiter);
  }

  private sweep(): void {
    const now = performance.now();
    for (const connection of [...this.idle]) if (now - connection.idleSince >= connection.idleLimitMs) connection.destroy();
    while (this.queue[0] && now - this.queue[0].since > (this.options.timeoutMs || LONGEST_WAIT_MS)) {
      this.queue.shift()?.waiter.onNoConnection(new UpstreamError('upstream_timeout', 'no connection became free in time'));
    }
  }
}
