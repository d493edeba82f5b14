import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const YEAR_SECONDS = 31_536_000;
/** Addresses of the server itself: what is unknown there is unknown, and no page of the dashboard. */
const SERVERS_OWN = /^\/(api|health|metrics|socket\.io)(\/|\?|$)/;

/**
 * Serves the built dashboard from `folder`: files as they are, and its page for every
 * other address, which the dashboard's own router reads. Where the build left a `.br` or `.gz`
 * beside a file, whoever accepts it gets that one.
 */
export async function serveDashboard(app: NestFastifyApplication, folder: string): Promise<void> {
  const root = resolve(folder);
  const fastify = app.getHttpAdapter().getInstance();
  if (!existsSync(join(root, 'index.html'))) {
    fastify.get('/', (_request, reply) =>
      reply.status(404).type('text/plain; charset=utf-8').send(`The dashboard is not built: there is no index.html in ${folder}. Run npx nx build dashboard, or set DASHBOARD_DIR.\n`),
    );
    return;
  }
  await app.register(fastifyStatic, { root, serve: false, cacheControl: false, index: false, preCompressed: true });
  fastify.get('/*', (request, reply) => {
    const decoded = decodeURI(request.url.split('?', 1)[0] as string);
    if (SERVERS_OWN.test(decoded)) return reply.callNotFound();
    const path = decoded.slice(1);
    if (path.startsWith('assets/')) {
      // Their names carry a hash of their content.
      void reply.header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`);
      return reply.sendFile(path);
    }
    void reply.header('cache-control', 'no-cache');
    const isFile = path !== '' && !path.includes('..') && existsSync(join(root, path)) && /\.\w+$/.test(path);
    return reply.sendFile(isFile ? path : 'index.html');
  });
}
