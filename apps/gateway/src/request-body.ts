import { performance } from 'node:perf_hooks';
import type { IncomingMessage } from 'node:http';
import { BodyTap } from '@contraflow/capture';
import type { BodyFraming } from './http/request-head.js';
import { forwardableTrailers } from './http/trailers.js';
import type { UpstreamConnection } from './upstream/connection.js';

/** So much of a body is awaited before a connection to the upstream is taken. */
const HELD_BYTES = 16 * 1024;
/** A chunked body may be a stream that begins small and waits for an answer: it is awaited for so long only. */
const HELD_MS = 250;
/** The lowest rate counts behind this, as links and callers begin slowly. */
const GRACE_MS = 20_000;

/**
 * A request's body on its way to the upstream. Its beginning is held, so that a caller who sends little and stands still
 * takes no connection; then it streams, with back-pressure.
 */
export class RequestBody {
  /** All of it has come from the caller. */
  isWhole = false;
  /** By performance.now(), of the last bytes that came. */
  private lastAt = performance.now();
  private held: Buffer[] = [];
  private heldBytes = 0;
  private connection: UpstreamConnection | null = null;
  private isReady = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly beganAt = this.lastAt;
  private pausedAt: number | null = null;
  private pausedMs = 0;

  /**
   * @param tap sees what comes
   * @param onReady there is enough to be sent, once
   * @param onSent all of it has been handed to the upstream
   */
  constructor(
    private readonly request: IncomingMessage,
    private readonly framing: BodyFraming,
    private readonly tap: BodyTap,
    private readonly onReady: () => void,
    private readonly onSent: () => void,
  ) {}

  /** Begins to read it. */
  begin(): void {
    const { request, framing } = this;
    request.on('data', (chunk: Buffer) => this.take(chunk));
    request.once('end', () => this.takeEnd());
    // It is for the upstream to say whether the body may come.
    if (request.headers.expect !== undefined) this.ready();
    else if (framing.kind === 'chunked') this.timer = setTimeout(() => this.ready(), HELD_MS).unref();
  }

  /** Sends what is held, and from now on what comes. */
  flowTo(connection: UpstreamConnection): void {
    this.connection = connection;
    for (const chunk of this.held) this.send(chunk);
    this.held = [];
    if (this.isWhole) this.sendEnd();
    else this.resume();
  }

  /** The connection takes more. */
  resume(): void {
    if (this.pausedAt === null) return;
    this.pausedMs += performance.now() - this.pausedAt;
    this.pausedAt = null;
    this.lastAt = performance.now();
    this.request.resume();
  }

  /** Nobody waits for the rest any more: it is only counted. */
  stop(): void {
    clearTimeout(this.timer);
    this.connection = null;
    this.held = [];
    this.isStopped = true;
    // What still comes is read away, so that the caller gets to its answer.
    this.resume();
  }

  /** By performance.now(), since when its caller is waited for; null when it is not. */
  get waitsSince(): number | null {
    return this.isWhole || this.isStopped || this.pausedAt !== null ? null : this.lastAt;
  }

  /**
   * @param rate lowest bytes a second; 0: none
   * @param timeoutMs longest time without a byte; 0: none
   */
  isTooSlow(now: number, rate: number, timeoutMs: number): boolean {
    const since = this.waitsSince;
    if (since === null || timeoutMs === 0) return false;
    if (now - since > timeoutMs) return true;
    return rate > 0 && now - this.beganAt - this.pausedMs > GRACE_MS + (this.tap.size / rate) * 1_000;
  }

  private take(chunk: Buffer): void {
    this.tap.push(chunk);
    this.lastAt = performance.now();
    if (this.isStopped) return;
    if (this.connection) return this.send(chunk);
    this.held.push(chunk);
    this.heldBytes += chunk.length;
    if (this.heldBytes < HELD_BYTES) return;
    this.pause();
    this.ready();
  }

  private takeEnd(): void {
    this.isWhole = true;
    if (this.isStopped) return this.onSent();
    if (this.connection) this.sendEnd();
    else this.ready();
  }

  private ready(): void {
    clearTimeout(this.timer);
    if (this.isReady) return;
    this.isReady = true;
    this.onReady();
  }

  private pause(): void {
    if (this.pausedAt !== null) return;
    this.pausedAt = performance.now();
    this.request.pause();
  }

  private send(chunk: Buffer): void {
    const connection = this.connection as UpstreamConnection;
    let more: boolean;
    if (this.framing.kind === 'chunked') {
      connection.cork();
      connection.write(`${chunk.length.toString(16)}\r\n`);
      connection.write(chunk);
      more = connection.write('\r\n');
    } else more = connection.write(chunk);
    if (!more) this.pause();
  }

  private sendEnd(): void {
    if (this.framing.kind === 'chunked') {
      const trailers = forwardableTrailers(this.request.rawTrailers, this.request.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
      this.connection?.write(`0\r\n${trailers.join('')}\r\n`);
    }
    this.onSent();
  }
}
