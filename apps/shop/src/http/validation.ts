import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ProblemException } from './problem.js';

const MOST_ERRORS = 20;

/** Checks bodies, queries and parameters against the zod schema of their decorator; names every mistake. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const errors = issues.slice(0, MOST_ERRORS).map((issue) => ({
        path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
        message: issue.message,
      }));
      const list = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
      return new ProblemException(400, 'The request is not valid', list, { errors });
    },
  });
}
