import type { FlowDetail } from '@contraflow/contract';
import { FigureText } from '../../ui/FigureText.js';
import { duration } from '../../ui/format/numbers.js';
import { useNow } from '../../ui/now.js';
import classes from './Flow.module.css';

/** The trace in three figures: how long the caller waited, the broker took, and the last group took or still takes. */
export function Figures({ detail }: { detail: FlowDetail }) {
  const now = useNow();
  const exchange = [detail.flow, ...detail.linked.map((linked) => linked.summary)].find((flow) => flow.kind === 'http');
  const records = [...(detail.flow.kind === 'kafka' ? [{ timestamp: detail.flow.timestamp, send: detail.send, groups: detail.groups }] : []), ...detail.linked.flatMap(({ summary, send, groups }) => (summary.kind === 'kafka' ? [{ timestamp: summary.timestamp, send, groups }] : []))];
  const accepted = records.flatMap(({ send }) => (send ? [send.durationNs] : []));
  const waits = records.flatMap(({ timestamp, groups }) => groups.map((group) => ({ open: !group.passed, ms: (group.passed ? (group.passedAt ?? timestamp) : now) - timestamp })));
  const longest = waits.length === 0 ? null : Math.max(0, ...waits.map((wait) => wait.ms));
  const open = waits.some((wait) => wait.open);
  return (
    <div className={classes.figures}>
      {exchange && (
        <div>
          <FigureText figure={duration(exchange.durationNs)} />
          <span className={classes.caption}>caller blocked</span>
        </div>
      )}
      {records.length > 0 && (
        <div>
          <FigureText figure={accepted.length === 0 ? { value: 'unknown', unit: '' } : duration(Math.max(...accepted))} />
          <span className={classes.caption}>accepted by Kafka</span>
        </div>
      )}
      {longest !== null && (
        <div>
          <FigureText figure={duration(longest * 1e6)} {...(open && { tone: 'warn' as const })} />
          <span className={classes.caption}>{open ? 'and counting: not every group has passed it' : 'completed by every group'}</span>
        </div>
      )}
    </div>
  );
}
