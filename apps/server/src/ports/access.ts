import { SetMetadata } from '@nestjs/common';
import type { KeyScope, Role } from '@contraflow/contract';

/** Read by the global guard of auth: a route without one of these is denied. */
export const ACCESS = 'contraflow:access';
export type Access = { kind: 'role'; role: Role } | { kind: 'public' } | { kind: 'key'; scope: KeyScope } | { kind: 'roleOrKey'; role: Role; scope: KeyScope };

/** The route is for people with at least this role. */
export const Allow = (role: Role) => SetMetadata(ACCESS, { kind: 'role', role } satisfies Access);
/** The route needs no login (login itself, liveness). */
export const Public = () => SetMetadata(ACCESS, { kind: 'public' } satisfies Access);
/** The route is for capture senders: `Authorization: Bearer <API key>`, of a key with the scope `capture`. */
export const CaptureKey = () => SetMetadata(ACCESS, { kind: 'key', scope: 'capture' } satisfies Access);
/** The route is for people with at least this role and for programs with an API key of this scope (a scraper of metrics). */
export const AllowOrKey = (role: Role, scope: KeyScope) => SetMetadata(ACCESS, { kind: 'roleOrKey', role, scope } satisfies Access);

/** A route that somebody who has to change their password may use before they did. */
export const BEFORE_PASSWORD_CHANGE = 'contraflow:before-password-change';
export const BeforePasswordChange = () => SetMetadata(BEFORE_PASSWORD_CHANGE, true);
