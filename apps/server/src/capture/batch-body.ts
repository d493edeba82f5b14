import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { BATCH_LIMITS, ENTRIES_TYPE, NDJSON_TYPE } from '@contraflow/contract';
import { ProblemError } from '../ports/problem-error.js';

const TYPES = [ENTRIES_TYPE, NDJSON_TYPE] as const;

/** What came of a batch, and in which of its two forms. */
export interface BatchBody {
  type: (typeof TYPES)[number];
  bytes: Buffer;
}

/** Bodies of batches come to the controller unread: nothing of them is held before the key was checked. */
export function leaveBatchesUnread(fastify: FastifyInstance): void {
  for (const type of TYPES) {
    if (!fastify.hasContentTypeParser(type)) fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
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
 * @throws ProblemError 413 as soon as it is known to be longer; 400 when it breaks off; 415 when it is of another type
 */
export async function readBatchBody(request: IncomingMessage): Promise<BatchBody> {
  const type = TYPES.find((known) => request.headers['content-type']?.startsWith(known));
  if (!type) throw new ProblemError({ title: 'The body has a type that is not understood', status: 415, detail: `Batches are ${TYPES.join(' or ')}.` });
  return { type, bytes: await readBounded(request) };
}

async function readBounded(request: IncomingMessage): Promise<Buffer> {
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
