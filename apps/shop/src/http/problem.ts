import { HttpException } from '@nestjs/common';
import type { Problem } from '@contraflow/contract';

/** An answer to a caller as RFC 9457 problem details. */
export class ProblemException extends HttpException {
  readonly problem: Problem & { errors?: { path: string; message: string }[] };

  /** @param detail what it means and what to do */
  constructor(status: number, title: string, detail: string, more: { retryAfter?: number; errors?: { path: string; message: string }[] } = {}) {
    super(title, status);
    this.problem = { type: 'about:blank', title, status, detail, ...more };
  }
}

export const notFound = (what: string, id: string | number) =>
  new ProblemException(404, `No such ${what}`, `There is no ${what} with the id ${id}. It may have been deleted.`);

export const conflict = (title: string, detail: string) => new ProblemException(409, title, detail);
