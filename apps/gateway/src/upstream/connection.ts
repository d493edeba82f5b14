import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import { UpstreamError } from '../errors.js';
import { MalformedResponse } from '../http/response-head.js';
import { ResponseParser, type ResponseSink } from '../http/response-parser.js';
import { ReadMemory } from './read-memory.js';
import { openSocket, socketError, type Target } from './target.js';

const CONNECT_MS = 10_000;
/** Where the upstream does not say when it closes idle connections; the usual bound is 5 s (Node, Apache). */
const IDLE_MS = 4_000;

/** Who uses a connection now. */
export interface ConnectionUser extends ResponseSink {
  /** All bytes that came together have been handed over. */
  onPause(): void;
  /** More of the request's body can be written. */
  onDrain(): void;
  /** Nothing moved for the time-out; the user decides what that means. */
  onIdle(): void;
  /** The connection is of no more use, and the answer is not complete. */
  onFailure(error: UpstreamError): void;
}

/** Told by a connection about its life. */
export interface ConnectionOwner {
  onReady(connection: UpstreamConnection): void;
  /** Before the first byte could be sent. */
  onNotConnected(connection: UpstreamConnection, error: UpstreamError): void;
  onClosed(connection: UpstreamConnection): void;
}

/** One connection to an upstream, for one exchange at a time. */
export class UpstreamConnection {
  /** Exchanges that were answered on it before the present one. */
  answered = 0;
  /** By performance.now(), while nobody uses it. */
  idleSince = 0;
  /** Milliseconds that it may be idle before the upstream might close it. */
  idleLimitMs = IDLE_MS;
  private readonly parser = new ResponseParser();
  private readonly memory = new ReadMemory();
  private readonly socket: Socket;
  private user: ConnectionUser | null = null;
  private isReady = false;
  private isClosed = false;
  private isDetached = false;

  /** @param timeoutMs without a byte, after which the user is told */
  constructor(target: Target, private timeoutMs: number, private readonly owner: ConnectionOwner) {
    this.socket = openSocket(target, { buffer: () => this.memory.next(), callback: (count, bytes) => this.read(bytes as Buffer, count) }, () => {
      this.isReady = true;
      this.socket.setTimeout(this.timeoutMs);
      owner.onReady(this);
    });
    this.socket.setTimeout(Math.min(timeoutMs || CONNECT_MS, CONNECT_MS), () => this.timedOut());
    this.socket.on('drain', () => this.user?.onDrain());
    this.socket.on('error', (error) => this.close(socketError(error)));
    this.socket.on('end', () => this.ended());
    this.socket.on('close', () => this.close(new UpstreamError('upstream_reset', 'the connection closed')));
  }

  get usable(): boolean {
    return this.isReady && !this.isClosed && this.parser.isIdle;
  }

  /**
   * Sends the head of a request, latin1.
   * @param timeoutMs without a byte, after which the user is told; 0: never
   */
  begin(head: string, method: string, user: ConnectionUser, timeoutMs: number): void {
    this.user = user;
    if (timeoutMs !== this.timeoutMs) this.socket.setTimeout((this.timeoutMs = timeoutMs));
    this.parser.expect(method, user);
    this.socket.write(head, 'latin1');
  }

  /** @returns false when the next bytes should wait for onDrain */
  write(bytes: Buffer | string): boolean {
    return this.socket.write(bytes as string, 'latin1');
  }

  /** Several writes of this turn go out together. */
  cork(): void {
    this.socket.cork();
    process.nextTick(() => this.socket.uncork());
  }

  /** Keeps the bytes that are being handed over as they are, beyond the call that hands them over. @returns to be called when they have left */
  hold(): () => void {
    return this.memory.lend();
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Nobody uses it any longer. */
  leave(): void {
    this.user = null;
    this.answered += 1;
    this.idleSince = performance.now();
    if (this.socket.isPaused()) this.socket.resume();
  }

  /** After a switch of protocols the socket is its user's, and a stream. */
  detach(): Socket {
    this.isClosed = true;
    this.isDetached = true;
    this.user = null;
    this.owner.onClosed(this);
    this.socket.removeAllListeners('drain').removeAllListeners('end').removeAllListeners('timeout');
    this.socket.setTimeout(0);
    return this.socket;
  }

  destroy(): void {
    this.user = null;
    this.close(null);
  }

  /** @returns false to be asked before more is read */
  private read(memory: Buffer, count: number): boolean {
    const bytes = memory.subarray(0, count);
    if (this.isDetached) return this.socket.push(Buffer.from(bytes));
    this.take(bytes);
    return true;
  }

  private take(bytes: Buffer): void {
    const { user } = this;
    try {
      this.parser.push(bytes);
    } catch (error) {
      // A MalformedResponse; and whatever else an answer may bring about costs this exchange, never the gateway.
      const reason = error instanceof MalformedResponse ? `What is wrong with it: ${error.message}` : null;
      return this.close(new UpstreamError('upstream_invalid_response', (error as Error).message, reason));
    }
    user?.onPause();
  }

  private ended(): void {
    const { user } = this;
    let complete = false;
    try {
      complete = this.parser.finish();
    } finally {
      if (complete) user?.onPause();
      this.close(complete ? null : new UpstreamError('upstream_reset', 'the connection ended before the answer did'));
    }
  }

  private timedOut(): void {
    if (!this.isReady) this.close(new UpstreamError('upstream_timeout', 'connecting took too long'));
    else if (this.user) this.user.onIdle();
  }

  private close(error: UpstreamError | null): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const { user } = this;
    this.user = null;
    this.socket.destroy();
    const cause = error ?? new UpstreamError('upstream_reset', 'the connection closed');
    if (!this.isReady) this.owner.onNotConnected(this, cause);
    else user?.onFailure(cause);
    this.owner.onClosed(this);
  }
}
