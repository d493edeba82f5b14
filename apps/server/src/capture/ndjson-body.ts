import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { BATCH_LIMITS } from '@contraflow/contract';
import { ProblemError } from '../ports/problem-error.js';

/** Bodies of batches come to the controller unread: nothing of them is held before the key was checked. */
export function leaveNdjsonUnread(fastify: FastifyInstance): void {
  if (!fastify.hasContentTypeParser('application/x-ndjson')) {
    fastify.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
  }
}

const tooLarge = () =>
  new ProblemError({
    title: 'The batch is too large',
    status: 413,
    detail: `A batch may have ${BATCH_LIMITS.bytes} bytes and ${BATCH_LIMITS.entries} entries. Send less at once; nothing of this one was recorded.`,
  });

/**
 * Reads a body into memory, up to the bound of a batch.
 * @throws ProblemError 413 as soon as it is known to be longer; 400 when it breaks off
 */
export async function readBatchBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > BATCH_LIMITS.bytes) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = (error: Error) => {
      request.off('data', onData);
      // Node reads the rest away, so that the answer reaches a sender that is still sending.
      request.resume();
      reject(error);
    };
    const onData = (part: Buffer) => {
      size += part.length;
      if (size > BATCH_LIMITS.bytes) stop(tooLarge());
      else parts.push(part);
    };
    request.on('data', onData);
    request.once('end', resolve);
    request.once('error', () => stop(new ProblemError({ title: 'The batch broke off', status: 400, detail: 'The connection ended before the body did.' })));
  });
  return Buffer.concat(parts, size);
}
