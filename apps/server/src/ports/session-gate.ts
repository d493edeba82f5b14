import type { Observable } from 'rxjs';
import type { Role } from '@contraflow/contract';

/** A person who is logged in. */
export interface Principal {
  userId: string;
  username: string;
  role: Role;
  /** Names the session without opening it (the hash of its token, hex). */
  sessionId: string;
  expiresAt: number;
}

/** Sessions as the socket needs them. Also the token it is injected by. */
export abstract class SessionGate {
  /** The principal of a raw Cookie header, or null. */
  abstract authenticate(cookieHeader: string | undefined): Promise<Principal | null>;
  /** True when a browser from this Origin may talk to us. */
  abstract isAllowedOrigin(origin: string | undefined, host: string | undefined): boolean;
  /** Sessions that ended: their sockets have to go. */
  abstract readonly ended$: Observable<{ sessionId: string; reason: string }>;
}
