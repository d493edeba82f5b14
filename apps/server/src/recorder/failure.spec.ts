import { DatabaseError } from 'pg';
import { FenceRefused, RowRefused } from '@contraflow/store';
import { describeFailure, failureOf } from './failure.js';

function answered(code: string): DatabaseError {
  const error = new DatabaseError('COPY secret_table: password is hunter2', 0, 'error');
  error.code = code;
  return error;
}

test.each([
  [new FenceRefused(['a']), 'refused'],
  [new RowRefused('too large', {}), 'data'],
  [answered('22021'), 'data'],
  [answered('54000'), 'data'],
  [answered('40P01'), 'conflict'],
  [answered('53100'), 'away'],
  [answered('42501'), 'away'],
  [answered('57P01'), 'away'],
  [new Error('Connection terminated unexpectedly'), 'away'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'away'],
  [new TypeError('x is not a function'), 'mistake'],
])('%s is %s', (error, failure) => {
  expect(failureOf(error)).toBe(failure);
});

test('the reason is told in words that leak nothing', () => {
  expect(describeFailure(answered('53100'))).toContain('the disk of the database is full');
  expect(describeFailure(new AggregateError([Object.assign(new Error('connect 10.0.0.7'), { code: 'ECONNREFUSED' })]))).toBe('the connection is refused');
  for (const error of [answered('XX000'), new Error('password is hunter2')]) expect(describeFailure(error)).not.toContain('hunter2');
});
