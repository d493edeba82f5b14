/** What was asked did not come in time. */
export class TookTooLong extends Error {
  constructor(what: string, milliseconds: number) {
    super(`${what} did not answer within ${milliseconds / 1000} s`);
    this.name = 'TookTooLong';
  }
}

/**
 * Bounds a promise that may never settle: clients of a broker that is gone sometimes forget whom they owe an answer.
 * @throws TookTooLong after `milliseconds`; what comes later is ignored
 */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(what, milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([work, bound]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, unless `signal` aborts first; either way it just resolves. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The first line of what went wrong, down to the cause that says most. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && error.cause !== error) {
    const cause = reasonOf(error.cause);
    return error.message.includes(cause) ? firstLine(error.message) : `${firstLine(error.message)} (${cause})`;
  }
  return firstLine(error.message || error.name);
}

const firstLine = (text: string) => text.split('\n', 1)[0]?.slice(0, 300) ?? '';
