import { Controller, Get, Header, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { gunzipSync } from 'node:zlib';
import { compressAnswers } from './compressed-answers.js';

const LARGE = { items: Array.from({ length: 300 }, (_, at) => `item ${at}`) };

@Controller('api')
class Answers {
  @Get(['flows', 'groups/:id', 'authors', 'auth', 'auth/session', 'keys', 'keys/:id', 'capture/state'])
  large(): unknown {
    return LARGE;
  }

  @Get('small')
  small(): unknown {
    return { ok: true };
  }

  @Get('exports/file')
  @Header('content-type', 'text/csv; charset=utf-8')
  file(): string {
    return 'a,b\n'.repeat(1_000);
  }

  @Post('flows')
  written(): unknown {
    return LARGE;
  }
}

@Module({ controllers: [Answers] })
class Server {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(Server, new FastifyAdapter(), { logger: false });
  await compressAnswers(app);
  await app.init();
});
afterAll(() => app.close());

const ask = (url: string, accepted = 'gzip, deflate, br', method: 'GET' | 'POST' = 'GET') => app.inject({ method, url, headers: { 'accept-encoding': accepted } });

test.each(['/api/flows', '/api/flows?range=15m', '/api/groups/7', '/api/authors'])('%s is compressed', async (url) => {
  const { headers, rawPayload } = await ask(url);
  expect([headers['content-encoding'], headers.vary]).toEqual(['gzip', expect.stringMatching(/accept-encoding/i)]);
  expect(JSON.parse(String(gunzipSync(rawPayload)))).toEqual(LARGE);
});

test.each(['/api/auth', '/api/auth/session', '/api/keys', '/api/keys/7', '/api/capture/state', '/api/small', '/api/exports/file'])('%s comes as it is', async (url) => {
  expect((await ask(url)).headers['content-encoding']).toBeUndefined();
});

test('neither what is written nor what a caller cannot read is compressed', async () => {
  expect((await ask('/api/flows', 'gzip', 'POST')).headers['content-encoding']).toBeUndefined();
  const { headers, body } = await ask('/api/flows', 'identity');
  expect([headers['content-encoding'], JSON.parse(body)]).toEqual([undefined, LARGE]);
});
