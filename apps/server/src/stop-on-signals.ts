import { type INestApplicationContext, Logger } from '@nestjs/common';

/** The supervisor of `npm start` and Docker wait about this long before they kill. */
const STOP_WITHIN_MS = 15_000;

/** SIGTERM and SIGINT stop the server in order, within a bound; a second one ends it at once. */
export function stopOnSignals(app: INestApplicationContext): void {
  const log = new Logger('stop');
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.log(`${signal}: stopping`);
    setTimeout(() => {
      log.error(`not stopped within ${STOP_WITHIN_MS / 1_000} s: ending now; what was not committed is read again at the next start`);
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
