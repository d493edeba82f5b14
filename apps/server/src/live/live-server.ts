import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Subscription } from 'rxjs';
import { type DefaultEventsMap, Server } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '@contraflow/contract';
import { ProblemError } from '../ports/problem-error.js';
import { type Principal, SessionGate } from '../ports/session-gate.js';
import { ClientEvents } from './client-events.js';
import { Handshake, Refused } from './handshake.js';
import { LiveClient } from './live-client.js';
import { LiveHub } from './live-hub.js';
import { Subscriptions } from './subscriptions.js';
import { type LiveSocket, Wire } from './wire.js';

const MESSAGE_BYTES = 16 * 1024;
/** Within this time a connection says who it is, and one that was refused has heard why. */
const CONNECT_MS = 5_000;
const REFUSED_MS = 500;
const EXPIRY_CHECK_MS = 1_000;

type LiveIo = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, { principal: Principal }>;

/** The only place where sockets come in and go. */
@Injectable()
export class LiveServer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('live');
  private io: LiveIo | undefined;
  private ended: Subscription | undefined;
  private expiry: NodeJS.Timeout | undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
    @Inject(SessionGate) private readonly sessions: SessionGate,
    @Inject(Handshake) private readonly handshake: Handshake,
    @Inject(LiveHub) private readonly hub: LiveHub,
    @Inject(Subscriptions) private readonly subscriptions: Subscriptions,
    @Inject(ClientEvents) private readonly events: ClientEvents,
  ) {}

  onApplicationBootstrap(): void {
    const io: LiveIo = new Server(this.http.httpAdapter.getHttpServer(), {
      path: '/socket.io',
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MESSAGE_BYTES,
      connectTimeout: CONNECT_MS,
      perMessageDeflate: false,
      allowRequest: (request, decide) => {
        const refusal = this.handshake.refusal(request, io.engine.clientsCount);
        decide(refusal, refusal === null);
      },
    });
    io.use((socket, next) => this.admit(socket, next));
    io.on('connection', (socket) => this.welcome(socket));
    this.io = io;
    this.ended = this.sessions.ended$.subscribe(({ sessionId, reason }) => this.endSession((principal) => principal.sessionId === sessionId, reason));
    this.expiry = setInterval(() => {
      const now = Date.now();
      this.endSession((principal) => principal.expiresAt <= now, 'The session expired: log in again.');
    }, EXPIRY_CHECK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.expiry);
    this.ended?.unsubscribe();
    this.io?.disconnectSockets(true);
    this.io?.engine.close();
  }

  private admit(socket: LiveSocket, next: (error?: Error) => void): void {
    this.handshake.admit(socket.handshake.headers.cookie, this.hub.clients.size).then(
      (principal) => {
        socket.data.principal = principal;
        next();
      },
      (error: unknown) => {
        if (!(error instanceof ProblemError)) this.log.error({ err: error }, 'a live connection could not be admitted');
        const problem = error instanceof ProblemError ? error.problem : { type: 'about:blank', title: 'The server failed', status: 500 };
        next(new Refused(problem));
        setTimeout(() => socket.conn.close(), REFUSED_MS).unref();
      },
    );
  }

  private welcome(socket: LiveSocket): void {
    const client = new LiveClient(new Wire(socket), this.hub.ring, this.hub.sums);
    this.hub.clients.add(client);
    socket.once('disconnect', () => {
      this.hub.clients.delete(client);
      this.subscriptions.end(client);
    });
    this.events.listen(client);
  }

  private endSession(isMeant: (principal: Principal) => boolean, reason: string): void {
    for (const client of this.hub.clients) {
      if (!isMeant(client.principal)) continue;
      client.wire.socket.emit('sessionEnded', reason);
      client.wire.socket.disconnect(true);
    }
  }
}
