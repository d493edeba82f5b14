import { io, type Socket } from 'socket.io-client';
import type { Recording } from '../rig.ts';

interface FlowsMessage {
  flows: { recordedAt: number }[];
  totals: Record<'http' | 'kafka', { matched: number; delivered: number; leftOut: number }>;
}

/** A live connection that reads all it gets, and measures how long each flow took from its commit to here. */
export class Reader {
  private latenciesMs: number[] = [];
  /** As the server counts: since the subscription began. */
  totals: FlowsMessage['totals'] | null = null;
  delivered = 0;
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('flows', ({ flows, totals }: FlowsMessage) => {
      const now = Date.now();
      for (const { recordedAt } of flows) this.latenciesMs.push(now - recordedAt);
      this.delivered += flows.length;
      this.totals = totals;
    });
  }

  static async open(server: Recording, cookie: string): Promise<Reader> {
    const socket = io(server.url, { transports: ['websocket'], reconnection: false, extraHeaders: { cookie, origin: server.url } });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const reader = new Reader(socket);
    const answer = (await socket.emitWithAck('subscribe', { sides: ['http', 'kafka'], filter: '', maxPerSecond: 5_000 })) as { ok: boolean };
    if (!answer.ok) throw new Error(`The subscription was refused: ${JSON.stringify(answer)}`);
    return reader;
  }

  /** The 99th percentile, in milliseconds, of what came since the last call. */
  takeP99(): number {
    const sorted = this.latenciesMs.sort((a, b) => a - b);
    this.latenciesMs = [];
    return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  }

  close(): void {
    this.socket.disconnect();
  }
}
