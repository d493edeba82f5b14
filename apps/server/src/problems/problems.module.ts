import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { invalidRequest } from '../ports/problem-error.js';
import { ProblemFilter } from './problem.filter.js';

/** One way for errors to leave, and one for requests to come in: `@Body({ schema })` and `@Query({ schema })` are checked. */
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: () => new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }) },
  ],
})
export class ProblemsModule {}
