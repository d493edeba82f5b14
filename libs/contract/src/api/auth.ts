import { z } from 'zod';
import { Instant } from '../time.js';

/** Each role may do what the one before it may. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof Role>;

const Username = z.string().min(1).max(64);
/** Long enough to resist guessing (NIST SP 800-63B asks for at least 8), short enough to hash safely. */
export const NewPassword = z.string().min(12, 'a password has at least 12 characters').max(256);

export const LoginRequest = z.object({ username: Username, password: z.string().min(1).max(256) });
export type LoginRequest = z.infer<typeof LoginRequest>;

export const Me = z.object({ id: z.string(), username: z.string(), role: Role, mustChangePassword: z.boolean() });
export type Me = z.infer<typeof Me>;

export const ChangePasswordRequest = z.object({ current: z.string().min(1).max(256), next: NewPassword });
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>;

export const User = z.object({ id: z.string(), username: z.string(), role: Role, disabled: z.boolean(), createdAt: Instant, lastLoginAt: Instant.nullable() });
export type User = z.infer<typeof User>;
export const CreateUserRequest = z.object({ username: z.string().regex(/^[\w.@-]{1,64}$/, 'letters, digits and . _ @ - only'), password: NewPassword, role: Role });
export type CreateUserRequest = z.infer<typeof CreateUserRequest>;
export const UpdateUserRequest = z.object({ role: Role.optional(), disabled: z.boolean().optional(), password: NewPassword.optional() });
export type UpdateUserRequest = z.infer<typeof UpdateUserRequest>;

export const ApiKey = z.object({ id: z.string(), name: z.string(), prefix: z.string(), createdAt: Instant, lastUsedAt: Instant.nullable(), revokedAt: Instant.nullable() });
export type ApiKey = z.infer<typeof ApiKey>;
export const CreateApiKeyRequest = z.object({ name: z.string().min(1).max(64) });
export type CreateApiKeyRequest = z.infer<typeof CreateApiKeyRequest>;
/** `secret` is shown once and stored only as a hash. */
export const CreatedApiKey = z.object({ key: ApiKey, secret: z.string() });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;
