import type { HttpExchange } from '@contraflow/contract';
import { asText, duration } from '../format/numbers.js';
import { Facts } from '../Facts.js';
import { AbsoluteTime } from '../TimeText.js';
import { spelled } from './course.js';
import classes from './TimingBars.module.css';

/** Where the caller's time went: waiting for the first byte, then receiving. */
export function TimingBars({ exchange, recordedAt }: { exchange: HttpExchange; recordedAt: number }) {
  const { durationNs, timeToFirstByteNs: first, startedAt } = exchange;
  const share = first === null || durationNs === 0 ? 1 : first / durationNs;
  return (
    <>
      <div className={classes.bar} aria-hidden>
        <i className={classes.waiting} style={{ width: `${share * 100}%` }} />
        <i className={classes.receiving} style={{ width: `${(1 - share) * 100}%` }} />
      </div>
      <Facts
        facts={[
          ['started', <AbsoluteTime key="started" instant={startedAt} />],
          ['first byte after', first === null ? 'none came' : asText(duration(first))],
          ['received in', first === null || exchange.exchangeKind !== 'response' ? null : asText(duration(Math.max(0, durationNs - first)))],
          // Of a stream and a tunnel the caller had what it waited for with the head.
          exchange.exchangeKind === 'response' ? ['caller blocked', asText(duration(durationNs))] : ['open for', spelled(durationNs)],
          ['ended', <AbsoluteTime key="ended" instant={startedAt + durationNs / 1e6} />],
          ['recorded', <AbsoluteTime key="recorded" instant={recordedAt} />],
          ['recorded after', asText(duration(Math.max(0, recordedAt - startedAt - durationNs / 1e6) * 1e6))],
        ]}
      />
    </>
  );
}
