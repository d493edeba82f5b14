import type { FlowSummary, HttpSummary, KafkaSummary } from '@contraflow/contract';
import { asText, bytes, duration, exact } from '../../ui/format/numbers.js';
import { statusTone } from '../../ui/flow/status.js';
import { SideBadge } from '../../ui/SideBadge.js';
import { ClockTime } from '../../ui/TimeText.js';
import classes from './Log.module.css';

/** The cells of one flow of either side; the columns mean the nearest thing on both. */
export function LogCells({ flow }: { flow: FlowSummary }) {
  return flow.kind === 'http' ? <HttpCells exchange={flow} /> : <KafkaCells record={flow} />;
}

function HttpCells({ exchange }: { exchange: HttpSummary }) {
  const status = exchange.responseStatusCode === null ? (exchange.errorType ?? 'no answer') : String(exchange.responseStatusCode);
  return (
    <>
      <span className="mono muted">
        <ClockTime instant={exchange.startedAt} />
      </span>
      <SideCell side="http" />
      <span className="mono" title={exchange.urlPath}>
        {exchange.requestMethod} {exchange.route}
      </span>
      <span className={`mono ${statusTone(exchange.responseStatusCode)}`}>{status}</span>
      <span className={`mono ${classes.right} ${classes.wide}`}>{asText(duration(exchange.durationNs))}</span>
      <span className={`mono muted ${classes.wide}`}>
        {exchange.userAgent} → {exchange.service}
      </span>
      <span className={`mono muted ${classes.right} ${classes.wide}`}>{asText(bytes(exchange.responseBodySize))}</span>
    </>
  );
}

function KafkaCells({ record }: { record: KafkaSummary }) {
  return (
    <>
      <span className="mono muted">
        <ClockTime instant={record.observedAt} />
      </span>
      <SideCell side="kafka" />
      <span className="mono">
        {record.topic} / {record.partition} @ {exact(record.offset)}
      </span>
      <span className="mono" title={record.keyPreview ?? undefined}>
        {record.keyPreview ?? <span className="faint">no key</span>}
      </span>
      <span className={classes.wide} />
      <span className={`mono muted ${classes.wide}`}>{record.tombstone ? 'tombstone' : record.valuePreview}</span>
      <span className={`mono muted ${classes.right} ${classes.wide}`}>{asText(bytes(record.bodySize))}</span>
    </>
  );
}

function SideCell({ side }: { side: 'http' | 'kafka' }) {
  return (
    <span>
      <SideBadge side={side} short />
    </span>
  );
}
