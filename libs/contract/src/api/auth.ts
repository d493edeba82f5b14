import { z } from 'zod';
import { AskedInstant, isPlainText, Line } from '../asked.js';
import { Instant } from '../time.js';

/** Each role may do what the one before it may. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

const Username = Line(64).min(1);
/** One that somebody has; what is new has rules of its own. */
const Password = Line(256).min(1);
/** Long enough to resist guessing (NIST SP 800-63B asks for at least 8), short enough to hash safely. */
export const NewPassword = z.string().min(12, 'a password has at least 12 characters').max(256, 'a password has at most 256 characters').refine(isPlainText, 'a password has no control characters');

export const LoginRequest = z.object({ username: Username, password: Password });
export type LoginRequest = z.infer<typeof LoginRequest>;

export const Me = z.object({ id: z.string(), username: z.string(), role: Role, mustChangePassword: z.boolean() });
export type Me = z.infer<typeof Me>;

export const ChangePasswordRequest = z.object({ current: Password, next: NewPassword });
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>;

export const User = z.object({ id: z.string(), username: z.string(), role: Role, disabled: z.boolean(), createdAt: Instant, lastLoginAt: Instant.nullable() });
export type User = z.infer<typeof User>;
export const CreateUserRequest = z.object({ username: z.string().regex(/^[\w.@-]{1,64}$/, 'letters, digits and . _ @ - only'), password: NewPassword, role: Role });
export type CreateUserRequest = z.infer<typeof CreateUserRequest>;
export const UpdateUserRequest = z.object({ role: Role.optional(), disabled: z.boolean().optional(), password: NewPassword.optional() });
export type UpdateUserRequest = z.infer<typeof UpdateUserRequest>;

/** What a key may do: ship captured flows, or read `/metrics`. */
export const KeyScope = z.enum(['capture', 'metrics']);
export type KeyScope = z.infer<typeof KeyScope>;

/** The name of a source that a key may claim, such as `gateway`; `*` stands for any characters: `shop-*`, `*`. */
export const SourcePattern = z.string().regex(/^[\w.*-]{1,64}$/, 'letters, digits and . _ - only, * for any characters');

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(KeyScope),
  /** Names of sources that it may claim. */
  sources: z.array(SourcePattern),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  /** The sources that it holds: nobody else claims or writes them while it is good. */
  held: z.number().int(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** Senders need a name that is theirs, so a key for capture has at least one. */
export const CreateApiKeyRequest = z
  .object({
    name: Line(64).trim().min(1),
    scopes: z.array(KeyScope).min(1, 'at least one').max(KeyScope.options.length).default(['capture']),
    sources: z.array(SourcePattern).max(50).default([]),
    /** Epoch milliseconds; null for a key that works until it is revoked. */
    expiresAt: AskedInstant.nullable().default(null),
  })
  .refine(({ scopes, sources }) => !scopes.includes('capture') || sources.length > 0, { path: ['sources'], message: 'a key for capture needs the names of its sources, or *' });
export type CreateApiKeyRequest = z.infer<typeof CreateApiKeyRequest>;

/** `POST /api/keys/:id/hand-over`: the sources that a key holds go to another one. */
export const HandOverRequest = z.object({ to: z.uuid() });
export type HandOverRequest = z.infer<typeof HandOverRequest>;
export const HandOverAnswer = z.object({ sources: z.number().int() });
export type HandOverAnswer = z.infer<typeof HandOverAnswer>;

/** `secret` is shown once and stored only as a hash. */
export const CreatedApiKey = z.object({ key: ApiKey, secret: z.string() });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;
