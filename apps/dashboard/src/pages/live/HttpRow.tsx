import type { HttpSummary } from '@contraflow/contract';
import { memo } from 'react';
import { statusTone } from '../../ui/flow/status.js';
import { StatusCode } from '../../ui/flow/StatusCode.js';
import { asText, bytes, duration } from '../../ui/format/numbers.js';
import { clock, type Zone } from '../../ui/format/times.js';
import classes from './Row.module.css';

/** Nobody was blocked for as long as a stream or a tunnel was open: its duration is marked. */
export const KIND_MARKS = { response: null, stream: '⇣ ', tunnel: '⇅ ' } as const;
export const KIND_TITLES = { response: undefined, stream: 'Stream: so long it was open', tunnel: 'Tunnel (WebSocket): so long it was open' } as const;

/** From 1 ms to 10 s on a logarithmic scale; what is quicker still shows. */
const barWidth = (ns: number) => Math.min(1, Math.max(0.03, Math.log10(Math.max(1, ns / 1e6)) / 4));

/** The cells of an exchange. */
export const HttpCells = memo(function HttpCells({ exchange, zone }: { exchange: HttpSummary; zone: Zone }) {
  const failed = statusTone(exchange.responseStatusCode, exchange.errorType) === 'bad';
  return (
    <>
      <span className="mono muted">{clock(exchange.startedAt, zone, true)}</span>
      <span className="mono">{exchange.requestMethod}</span>
      <span className="mono" title={exchange.urlPath}>
        {exchange.route}
      </span>
      <StatusCode exchange={exchange} />
      <span className={classes.blocked}>
        <span className={classes.bar} aria-hidden>
          <i className={failed ? classes.failed : undefined} style={{ transform: `scaleX(${barWidth(exchange.durationNs)})` }} />
        </span>
        <span className="mono" title={KIND_TITLES[exchange.exchangeKind]}>
          {KIND_MARKS[exchange.exchangeKind]}
          {asText(duration(exchange.durationNs))}
        </span>
      </span>
      <span className={`mono muted ${classes.bytes}`}>{asText(bytes(exchange.responseBodySize))}</span>
    </>
  );
});
