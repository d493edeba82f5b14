import fastifyCompress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Below this many bytes compressing costs more than it saves. */
const LEAST_BYTES = 1_024;

/**
 * What is read from the API by pages. Left as they are: answers about sessions and API keys, so that the length of an
 * answer tells nothing about a secret in it (BREACH); the door of captures, which answers often and shortly; and the
 * file of an export, a stream that is sent as it is made.
 */
const COMPRESSED = /^\/api\/(?!(auth|keys|capture)(\/|$)|.*\/file$)/;

/**
 * Compresses answers of the API with gzip where the caller accepts it. Comes before the routes are made: it is them
 * that it looks at. Sockets are no business of it.
 */
export async function compressAnswers(app: NestFastifyApplication): Promise<void> {
  app.getHttpAdapter().getInstance().addHook('onRoute', (route) => {
    const reads = [route.method].flat().includes('GET');
    if (!reads || !COMPRESSED.test(route.url)) route.compress = false;
  });
  // Brotli at the quality that makes it worthwhile is too slow for what is made anew each time.
  await app.register(fastifyCompress, { encodings: ['gzip'], threshold: LEAST_BYTES, zlibOptions: { level: 5 } });
}
