import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestDatabase, testKafka } from '../../../../tools/testing/environment.ts';
import { type Config, loadConfig } from '../../src/config.js';
import { createApp } from '../../src/create-app.js';

export const ADMIN = { username: 'admin', password: 'correct horse battery' };
export const CAPTURE_KEY = 'cf_test-key-that-is-long-enough-for-anyone';

export interface TestApp {
  app: NestFastifyApplication;
  config: Config;
  /** `http://127.0.0.1:port` */
  url: string;
  /** The Cookie header of somebody logged in; the admin when nobody is named. */
  login(username?: string, password?: string): Promise<string>;
  /** A request with a session: JSON goes out as a body, the answer comes back parsed. */
  call<T = unknown>(method: string, path: string, options?: { cookie?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer<T>>;
  close(): Promise<void>;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/**
 * The real server on a fresh database and the run's Kafka, listening on a free port.
 * It records no topic unless `KAFKA_TOPICS` says which.
 * @param env settings by the names of their variables, over those for tests
 * @param extra controllers and providers of the test itself
 */
export async function createTestApp(env: Record<string, string> = {}, extra: ModuleMetadata = {}): Promise<TestApp> {
  const config = loadConfig({
    SERVER_PORT: '0',
    DATABASE_URL: env.DATABASE_URL ?? (await createTestDatabase()),
    KAFKA_BROKERS: env.KAFKA_BROKERS ?? (await testKafka()),
    KAFKA_TOPICS: `none-${randomUUID()}`,
    KAFKA_GROUP_ID: `test-${randomUUID()}`,
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    CAPTURE_BOOTSTRAP_KEY: CAPTURE_KEY,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    ...env,
  });
  const app = await createApp(config, extra);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const call: TestApp['call'] = async <T>(method: string, path: string, options: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {}) => {
    const headers: Record<string, string> = { ...options.headers };
    if (options.cookie) headers.cookie = options.cookie;
    if (options.body !== undefined) headers['content-type'] ??= 'application/json';
    const response = await fetch(url + path, { method, headers, body: options.body === undefined ? null : JSON.stringify(options.body), redirect: 'manual' });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson && text ? JSON.parse(text) : text) as T };
  };
  const login = async (username = ADMIN.username, password = ADMIN.password) => {
    const answer = await call('POST', '/api/auth/login', { body: { username, password } });
    const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0];
    if (!cookie) throw new Error(`Login answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return cookie;
  };
  return { app, config, url, login, call, close: () => app.close() };
}
