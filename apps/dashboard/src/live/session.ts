import type { Answer, ClientToServerEvents, LiveCursor, Problem, ServerToClientEvents, Subscription } from '@contraflow/contract';
import type { Socket } from 'socket.io-client';
import { ValueStore } from '../ui/value-store.js';
import { Hearing } from './hearing.js';
import type { LiveStream } from './stream.js';

export type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** `lost`: it was there and we try to get it back. `ended`: the server ended the session; no more tries. */
export type ConnectionState = 'idle' | 'connecting' | 'open' | 'lost' | 'ended';

export interface Connection {
  state: ConnectionState;
  /** Since when it is so, epoch ms. */
  since: number;
  /** Why, where it is lost or ended. */
  reason: string | null;
}

/** What a page asks of the stream. */
export type View = Pick<Subscription, 'sides' | 'filter'>;

/** Flows a second that this page can draw and a person can still make sense of. */
export const MAX_PER_SECOND = 2_000;
/** An unanswered question counts as refused after this. */
const ANSWER_MS = 10_000;

/** A server that refused, or closed, is asked again after this. */
const REFUSED_RETRY_MS = 2_000;

/** Beats once a second until it is stopped; handed in, so that a test can be the clock. */
export type Beats = (beat: () => void) => () => void;

const everySecond: Beats = (beat) => {
  const timer = setInterval(beat, 1_000);
  return () => clearInterval(timer);
};

/** Keeps one subscription alive over one socket: subscribes again when the line comes back, and goes on where it was. */
export class LiveSession {
  readonly connection = new ValueStore<Connection>({ state: 'idle', since: Date.now(), reason: null });
  /** Whether delivery is held, as the person sees it. */
  readonly paused = new ValueStore(false);
  /** Why the last subscription was refused, such as a mistake in its filter. */
  readonly refused = new ValueStore<Problem | null>(null);
  private readonly hearing = new Hearing();
  /** When the last message came (epoch ms), once nothing has come for three seconds; null while something comes. */
  readonly silentSince = this.hearing.silentSince;
  private view: View | null = null;
  private shown = '';
  private stopBeats: (() => void) | null = null;

  constructor(
    private readonly socket: LiveSocket,
    readonly stream: LiveStream,
    private readonly beats: Beats = everySecond,
  ) {
    socket.onAny(() => this.hearing.heard(Date.now()));
    socket.on('connect', () => this.opened());
    socket.on('disconnect', (reason) => reason !== 'io client disconnect' && this.lost(reason === 'io server disconnect' ? 'The server closed the connection.' : 'The server may be restarting, or the network is away.'));
    socket.on('connect_error', (error) => this.refusedEntry(error));
    socket.on('sessionEnded', (reason) => this.end(reason));
    socket.on('snapshot', (snapshot) => stream.takeSnapshot(snapshot));
    socket.on('flows', (message) => stream.takeFlows(message));
    socket.on('waiting', (count) => stream.waiting.set(count));
    socket.on('pulse', (pulse) => stream.takePulse(pulse));
    socket.on('progress', (changes) => stream.takeProgress(changes));
    socket.on('health', (report) => stream.health.set(report));
  }

  /** Connects, or tries again at once where it is lost. */
  open(): void {
    this.stopBeats ??= this.beats(() => this.beat());
    if (!this.socket.connected) this.again();
  }

  /** Gives the line up, whatever it looks like, and makes it anew at once. */
  again(): void {
    if (this.connection.get().state !== 'lost') this.say('connecting', null);
    this.socket.disconnect().connect();
  }

  /** Leaves for good: on logging out. */
  close(): void {
    this.socket.disconnect();
    this.stopListening();
    this.say('idle', null);
  }

  /** Shows this view from now on; the same one again is not asked for twice. */
  show(view: View): void {
    const key = JSON.stringify(view);
    if (key === this.shown) return;
    this.shown = key;
    this.view = view;
    this.stream.unsettle();
    if (this.socket.connected) void this.subscribe(undefined);
  }

  /** No page shows flows any more: the server may hold them. */
  leave(): void {
    this.view = null;
    this.shown = '';
    if (this.socket.connected) void this.ask((answer) => this.socket.emit('pause', answer));
  }

  /** Rows stand still at once; the server counts what waits. */
  pause(): void {
    if (this.paused.get()) return;
    this.paused.set(true);
    this.stream.hold('http', 'paused');
    this.stream.hold('kafka', 'paused');
    if (this.socket.connected) void this.ask((answer) => this.socket.emit('pause', answer));
  }

  /** Goes on where the rows stand: the server fills the gap. */
  resume(): void {
    if (!this.paused.get()) return;
    this.paused.set(false);
    this.stream.release('http', 'paused');
    this.stream.release('kafka', 'paused');
    this.stream.waiting.set({ http: 0, kafka: 0 });
    const { cursor } = this.stream;
    if (this.socket.connected && cursor) void this.ask((answer) => this.socket.emit('resume', cursor, answer));
  }

  private opened(): void {
    this.say('open', null);
    void this.subscribe(this.stream.settled.get() ? (this.stream.cursor ?? undefined) : undefined);
  }

  private async subscribe(resumeFrom: LiveCursor | undefined): Promise<void> {
    const { view } = this;
    if (!view) return;
    const request: Subscription = { ...view, maxPerSecond: MAX_PER_SECOND, ...(resumeFrom && { resumeFrom }) };
    const problem = await this.ask((answer) => this.socket.emit('subscribe', request, answer));
    if (view !== this.view) return;
    this.refused.set(problem);
    if (problem === null && this.paused.get()) await this.ask((answer) => this.socket.emit('pause', answer));
  }

  /** @returns what is wrong, or null */
  private ask(emit: (answer: (reply: Answer<object>) => void) => void): Promise<Problem | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(NO_ANSWER), ANSWER_MS);
      emit((reply) => {
        clearTimeout(timer);
        resolve(reply.ok ? null : reply.problem);
      });
    });
  }

  private refusedEntry(error: Error & { data?: unknown }): void {
    const status = (error.data as { status?: unknown } | undefined)?.status;
    if (status === 401 || status === 403) this.end(error.message);
    else this.lost(error.message === 'websocket error' || error.message === 'timeout' ? 'The server cannot be reached.' : error.message);
  }

  private lost(reason: string): void {
    const { state } = this.connection.get();
    if (state === 'ended' || state === 'idle') return;
    this.say('lost', reason);
    // socket.io tries again by itself, but not where the server refused or closed.
    if (!this.socket.active) setTimeout(() => this.connection.get().state === 'lost' && this.socket.connect(), REFUSED_RETRY_MS);
  }

  private end(reason: string): void {
    this.say('ended', reason);
    this.socket.disconnect();
    this.stopListening();
  }

  /** A line that brings nothing is given up and made anew: with a half-open one the browser would wait for minutes. */
  private beat(): void {
    if (!this.hearing.beat() || !this.socket.connected) return;
    this.lost('Nothing comes over the line, though it looks open.');
    this.socket.disconnect().connect();
  }

  private stopListening(): void {
    this.stopBeats?.();
    this.stopBeats = null;
    this.hearing.forget();
  }

  private say(state: ConnectionState, reason: string | null): void {
    const before = this.connection.get();
    const since = before.state === state ? before.since : Date.now();
    this.connection.set({ state, since, reason });
  }
}

const NO_ANSWER: Problem = {
  type: 'about:blank',
  title: 'The server did not answer',
  status: 504,
  detail: 'The live view could not be set up. Reload the page; if it stays so, look at the server’s log.',
};
