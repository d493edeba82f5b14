import type { ClientToServerEvents, FlowsMessage, ServerToClientEvents, Subscription } from '@contraflow/contract';
import { io, type Socket } from 'socket.io-client';

/** A viewer that only counts: what came, and what the server said of it. */
export interface CountingViewer {
  /** Flows that came. */
  received: number;
  /** As the server said with the last message: delivered + left out = matched. */
  totals(): { matched: number; delivered: number; leftOut: number };
  close(): void;
}

/** Connects and subscribes to everything, as a dashboard does. */
export async function countingViewer(url: string, cookie: string): Promise<CountingViewer> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, { transports: ['websocket'], extraHeaders: { cookie, origin: url } });
  let last: FlowsMessage['totals'] | null = null;
  const viewer: CountingViewer = {
    received: 0,
    totals() {
      const sum = (of: 'matched' | 'delivered' | 'leftOut') => (last ? last.http[of] + last.kafka[of] : 0);
      return { matched: sum('matched'), delivered: sum('delivered'), leftOut: sum('leftOut') };
    },
    close: () => void socket.disconnect(),
  };
  socket.on('flows', ({ flows, totals }) => {
    viewer.received += flows.length;
    last = totals;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const request: Subscription = { sides: ['http', 'kafka'], filter: '', maxPerSecond: 2_000 };
  const snapshot = new Promise<void>((resolve) => socket.once('snapshot', () => resolve()));
  const answer = (await socket.emitWithAck('subscribe', request)) as { ok: boolean };
  if (!answer.ok) throw new Error('The subscription was refused');
  await snapshot;
  return viewer;
}
