import { io, type Socket } from 'socket.io-client';
import { type Answer, type ClientToServerEvents, FlowsMessage, type LiveCursor, Pulse, type ServerToClientEvents, Snapshot, type Subscription } from '@contraflow/contract';

type ViewerSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A browser's live connection, as far as the protocol goes: everything that comes is checked against the contract. */
export class Viewer {
  readonly messages: FlowsMessage[] = [];
  readonly waiting: { http: number; kafka: number }[] = [];
  readonly pulses: Pulse[] = [];
  snapshot: Snapshot | null = null;
  ended: string | null = null;
  private mistake: unknown;

  private constructor(readonly socket: ViewerSocket) {
    const checked = <T>(take: (value: T) => void) => (value: T) => {
      try {
        take(value);
      } catch (error) {
        this.mistake = error;
      }
    };
    socket.on('snapshot', checked((snapshot) => (this.snapshot = Snapshot.parse(snapshot))));
    socket.on('flows', checked((message) => this.messages.push(FlowsMessage.parse(message))));
    socket.on('waiting', (count) => this.waiting.push(count));
    socket.on('pulse', checked((pulse) => this.pulses.push(Pulse.parse(pulse))));
    socket.on('sessionEnded', (reason) => (this.ended = reason));
  }

  /** Connects with these headers. @throws Error of `connect_error`, with the server's problem as `data` */
  static open(url: string, headers: Record<string, string>): Promise<Viewer> {
    const socket: ViewerSocket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: headers });
    const viewer = new Viewer(socket);
    return new Promise((resolve, reject) => {
      socket.on('connect', () => resolve(viewer));
      socket.on('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
  }

  /** Subscribes to everything unless told otherwise; waits for the snapshot unless it resumes. */
  async subscribe(request: Partial<Subscription> = {}): Promise<Answer<object>> {
    this.snapshot = null;
    const answer = (await this.socket.emitWithAck('subscribe', { sides: ['http', 'kafka'], filter: '', maxPerSecond: 5_000, ...request })) as Answer<object>;
    if (answer.ok && !request.resumeFrom) await this.until(() => this.snapshot !== null);
    return answer;
  }

  pause = () => this.socket.emitWithAck('pause') as Promise<Answer<object>>;
  resume = (cursor: LiveCursor) => this.socket.emitWithAck('resume', cursor) as Promise<Answer<object>>;

  /** Ids of the flows delivered, in the order they came. */
  get ids(): string[] {
    return this.messages.flatMap(({ flows }) => flows.map(({ id }) => id));
  }

  get cursor(): LiveCursor {
    const cursor = this.messages.at(-1)?.cursor ?? this.snapshot?.cursor;
    if (!cursor) throw new Error('Nothing has come yet.');
    return cursor;
  }

  /** Flows left out, as the messages said in place. */
  get leftOut(): number {
    return this.messages.reduce((sum, { leftOut }) => sum + leftOut.http + leftOut.kafka, 0);
  }

  /** Waits until it is so. @throws what did not fit the contract */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.mistake) throw this.mistake;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  close(): void {
    this.socket.disconnect();
  }
}
