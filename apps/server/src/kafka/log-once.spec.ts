import { Logger } from '@nestjs/common';
import { LogOnce } from './log-once.js';

test('the same message stands in the log once a minute, with the number of those left out', () => {
  jest.useFakeTimers({ now: 0 });
  const logger = new Logger('test');
  const warn = jest.spyOn(logger, 'warn').mockImplementation(() => undefined);
  const log = new LogOnce(logger);
  for (let i = 0; i < 5; i += 1) log.say('warn', `connection to 127.0.0.1:${9_000 + i} refused`);
  log.say('warn', 'something else');
  jest.setSystemTime(61_000);
  log.say('warn', 'connection to 127.0.0.1:9999 refused');
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    'connection to 127.0.0.1:9000 refused',
    'something else',
    'connection to 127.0.0.1:9999 refused (and 4 more like it in the minute before)',
  ]);
  jest.useRealTimers();
});
