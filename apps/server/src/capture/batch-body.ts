import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { BATCH_LIMITS, ENTRIES_TYPE, NDJSON_TYPE } from '@contraflow/contract';
import { ProblemError } from '../ports/problem-error.js';
import type { BodyMemory } from './body-memory.js';

const TYPES = [ENTRIES_TYPE, NDJSON_TYPE] as const;

/** What came of a batch, and in which of its two forms. */
export interface BatchBody {
  type: (typeof TYPES)[number];
  /** From the {@link BodyMemory} where it is large. */
  bytes: Buffer;
}

/** Bodies of batches come to the controller unread: nothing of them is held before the key was checked. */
export function leaveBatchesUnread(fastify: FastifyInstance): void {
  for (const type of TYPES) {
    if (!fastify.hasContentTypeParser(type)) fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
}

/** Where a body does not say its length. */
const FIRST_BYTES = 64 * 1024;

const tooLarge = () =>
  new ProblemError({
    title: 'The batch is too large',
    status: 413,
    detail: `A batch may have ${BATCH_LIMITS.bytes} bytes and ${BATCH_LIMITS.entries} entries. Send less at once; nothing of this one was recorded.`,
  });

/** A sender that is slower than this for longer than its start holds a place that others want. */
const LOWEST_BYTES_PER_SECOND = 16 * 1024;
const START_MS = 5_000;

const tooSlow = () =>
  new ProblemError({
    title: 'The batch came too slowly',
    status: 408,
    detail: `A batch has to come with at least ${LOWEST_BYTES_PER_SECOND} bytes a second. Send less at once; nothing of this one was recorded.`,
  });

/** Looks each second whether a body still comes fast enough; what it returns ends that. */
function lowestRate(size: () => number, tooFew: () => void): () => void {
  const began = performance.now();
  const timer = setInterval(() => {
    const lasted = performance.now() - began;
    if (lasted < START_MS || size() >= ((lasted - START_MS) / 1_000) * LOWEST_BYTES_PER_SECOND) return;
    clearInterval(timer);
    tooFew();
  }, 1_000);
  return () => clearInterval(timer);
}

/**
 * Reads a body into memory, up to the bound of a batch.
 * @throws ProblemError 413 as soon as it is known to be longer; 400 when it breaks off; 408 when it comes too slowly; 415 when it is of another type
 */
export async function readBatchBody(request: IncomingMessage, memory: BodyMemory): Promise<BatchBody> {
  const type = TYPES.find((known) => request.headers['content-type']?.startsWith(known));
  if (!type) throw new ProblemError({ title: 'The body has a type that is not understood', status: 415, detail: `Batches are ${TYPES.join(' or ')}.` });
  return { type, bytes: await readBounded(request, memory) };
}

async function readBounded(request: IncomingMessage, memory: BodyMemory): Promise<Buffer> {
  const promised = Number(request.headers['content-length'] ?? 0);
  if (promised > BATCH_LIMITS.bytes) throw tooLarge();
  // One that says its length goes where it is to stay at once.
  let body = promised ? memory.take(promised) : Buffer.allocUnsafeSlow(FIRST_BYTES);
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = (error: Error) => {
      request.off('data', onData);
      // Node reads the rest away, so that the answer reaches a sender that is still sending.
      request.resume();
      reject(error);
    };
    const onData = (part: Buffer) => {
      if (size + part.length > BATCH_LIMITS.bytes) return stop(tooLarge());
      if (size + part.length > body.length) body = Buffer.concat([body.subarray(0, size)], Math.min(BATCH_LIMITS.bytes, Math.max(size + part.length, body.length * 2)));
      part.copy(body, size);
      size += part.length;
    };
    const slow = lowestRate(() => size, () => stop(tooSlow()));
    request.once('close', slow);
    request.on('data', onData);
    request.once('end', () => {
      slow();
      resolve();
    });
    request.once('error', () => stop(new ProblemError({ title: 'The batch broke off', status: 400, detail: 'The connection ended before the body did.' })));
  });
  // Rows may hold on to it for long: then not to more than there is.
  return size === body.length ? body : Buffer.from(body.subarray(0, size));
}
