import { ApiKey, CreatedApiKey, HandOverAnswer, Me, User, type ChangePasswordRequest, type CreateApiKeyRequest, type CreateUserRequest, type LoginRequest, type UpdateUserRequest } from '@contraflow/contract';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from './request.js';

const nothing = z.unknown();

/** Who is logged in; refused with 401 when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => request(Me, '/api/auth/me', { signal }),
  staleTime: 60_000,
});

export const login = (body: LoginRequest) => request(Me, '/api/auth/login', { method: 'POST', body });
export const logout = () => request(nothing, '/api/auth/logout', { method: 'POST' });
export const changePassword = (body: ChangePasswordRequest) => request(nothing, '/api/auth/password', { method: 'POST', body });

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => request(z.array(User), '/api/users', { signal }),
});
export const createUser = (body: CreateUserRequest) => request(User, '/api/users', { method: 'POST', body });
export const updateUser = (id: string, body: UpdateUserRequest) => request(User, `/api/users/${id}`, { method: 'PATCH', body });

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => request(z.array(ApiKey), '/api/keys', { signal }),
});
export const createApiKey = (body: CreateApiKeyRequest) => request(CreatedApiKey, '/api/keys', { method: 'POST', body });
export const handOverSources = (from: string, to: string) => request(HandOverAnswer, `/api/keys/${from}/hand-over`, { method: 'POST', body: { to } });
export const revokeApiKey = (id: string) => request(nothing, `/api/keys/${id}`, { method: 'DELETE' });
