import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { ProducerSend } from '@contraflow/contract';
import { createTestDatabase } from '../../../tools/testing/environment.ts';
import { freePort } from '../../../tools/process/ports.ts';
import { loadConfig } from '../src/config.js';
import { startShop } from '../src/start-shop.js';

/** A shop of this spec's own: a fresh database, free port, and topics and groups that nobody else uses. */
export async function startTestShop(env: Record<string, string> = {}) {
  const port = await freePort();
  const prefix = `t${randomBytes(5).toString('hex')}.`;
  const spool = mkdtempSync(join(tmpdir(), 'shop-spool-'));
  const config = loadConfig({
    SHOP_DATABASE_URL: await createTestDatabase(),
    SHOP_PORT: String(port),
    SHOP_GATEWAY_URL: `http://127.0.0.1:${port}`,
    SHOP_PREFIX: prefix,
    SHOP_RATE: '0',
    SPOOL_DIR: spool,
    LOG_LEVEL: 'fatal',
    ...env,
  });
  const shop = await startShop(config);
  return {
    prefix,
    config,
    url: shop.url,
    /** What the shop's spool holds. */
    async captured(): Promise<ProducerSend[]> {
      const files = readdirSync(spool, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      const text = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
      return [...text.matchAll(/\{"kind":"send"[^}]*\}/g)].map(([line]) => ProducerSend.parse(JSON.parse(line)));
    },
    async stop() {
      await shop.stop();
      rmSync(spool, { recursive: true, force: true });
    },
    /** Calls the API; the answer's JSON comes with its status and content type. */
    async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const answer = await fetch(shop.url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, type: answer.headers.get('content-type'), body: text ? JSON.parse(text) : null };
    },
  };
}

/** Asks until the answer is a defined one. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined, what: string, withinMs = 30_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
