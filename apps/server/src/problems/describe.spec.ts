import { HttpException, NotFoundException } from '@nestjs/common';
import { z } from 'zod';
import { FilterError } from '@contraflow/contract';
import { QueryTimeout } from '@contraflow/store';
import { describeError } from './describe.js';

const describe = (error: unknown) => describeError(error, 'incident-7', Date.UTC(2026, 10, 22, 12));

test('a mistake in a filter says its column', () => {
  expect(describe(new FilterError('This bracket has no end', 15)).problem).toMatchObject({ status: 400, column: 15, detail: 'This bracket has no end (column 15).' });
});

test('a value that does not fit its schema names the field', () => {
  const { error } = z.object({ limit: z.object({ rows: z.number() }) }).safeParse({ limit: { rows: 'x' } });
  expect(describe(error).problem).toMatchObject({ status: 400, detail: expect.stringMatching(/^limit\.rows: /) });
});

test('a question that met its time limit is not an empty answer', () => {
  for (const error of [new QueryTimeout(15), Object.assign(new Error('canceling statement'), { code: '57014' })]) {
    expect(describe(error).problem).toMatchObject({ status: 503, title: 'The question took too long' });
  }
});

test.each([
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }),
  new Error('Connection terminated unexpectedly'),
  Object.assign(new Error('Can’t reach database server'), { code: 'P1001' }),
  new Error('query failed', { cause: Object.assign(new Error('x'), { code: '08006' }) }),
  new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall: 'connect' })]),
])('while Postgres is away the caller learns since when: %s', (error) => {
  const { problem, databaseAway } = describe(error);
  expect(databaseAway).toBe(true);
  expect(problem).toMatchObject({ status: 503, title: 'Postgres is away', detail: expect.stringContaining('2026-11-22T12:00:00.000Z'), retryAfter: 2 });
});

test.each(['22021', '22003', '22008', '22P02', '22P05', 'P2020', 'P2033'])('a value that Postgres refuses (%s) is the caller’s mistake, and in the log', (code) => {
  const { problem, unexpected, databaseAway } = describe(new Error('query failed', { cause: Object.assign(new Error('invalid byte sequence'), { code }) }));
  expect(problem).toMatchObject({ status: 400, title: 'The request is not valid', detail: expect.not.stringContaining('byte sequence') });
  expect({ unexpected, databaseAway }).toEqual({ unexpected: true, databaseAway: false });
});

test('of what nobody foresaw only a number leaves', () => {
  const { problem, unexpected } = describe(new Error('password is hunter2 in /srv/app.js'));
  expect(unexpected).toBe(true);
  expect(problem).toMatchObject({ status: 500, detail: expect.stringContaining('incident-7') });
  expect(JSON.stringify(problem)).not.toMatch(/hunter2|app\.js/);
});

test('what Nest and Fastify refuse becomes a problem with words of ours', () => {
  expect(describe(new NotFoundException('Cannot GET /api/<script>')).problem).toEqual({ type: 'about:blank', status: 404, title: 'There is nothing here', detail: expect.not.stringContaining('script') });
  expect(describe(Object.assign(new Error('Body is too large'), { statusCode: 413 })).problem.status).toBe(413);
  expect(describe(new HttpException({ title: 'Fenced off', detail: 'Claim it again.' }, 409)).problem).toEqual({ type: 'about:blank', status: 409, title: 'Fenced off', detail: 'Claim it again.' });
});

test('a missing file of our own is no sign that Postgres is away', () => {
  expect(describe(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' })).unexpected).toBe(true);
});
