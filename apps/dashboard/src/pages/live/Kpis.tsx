import type { Pulse, Quantiles, Side } from '@contraflow/contract';
import { memo, type ReactNode } from 'react';
import { PULSES } from '../../live/stream.js';
import { Sparkline } from '../../ui/charts/Sparkline.js';
import { FigureText } from '../../ui/FigureText.js';
import { asText, count, duration, percent, perSecond, seconds } from '../../ui/format/numbers.js';
import classes from './Kpis.module.css';

interface KpiProps {
  label: string;
  colour: string;
  values: (number | null)[];
  children: ReactNode;
}

function Kpi({ label, colour, values, children }: KpiProps) {
  return (
    <div className={classes.kpi}>
      <dt>{label}</dt>
      <dd>
        <div className={classes.value}>{children}</div>
        <div className={classes.spark}>
          <Sparkline values={values} colour={colour} slots={PULSES} />
        </div>
      </dd>
    </div>
  );
}

/** p50, p95 and p99 together: the middle one large, as the one to watch. A unit that the next figure has too is left to it. */
function Latency({ quantiles }: { quantiles: Quantiles | null | undefined }) {
  if (!quantiles) return <FigureText figure={duration(null)} />;
  const [p50, p95, p99] = [duration(quantiles.p50Ns), duration(quantiles.p95Ns), duration(quantiles.p99Ns)];
  const allAlike = p50.unit === p95.unit && p95.unit === p99.unit;
  return (
    <>
      <span className={classes.small}>{p50.unit === p95.unit ? p50.value : asText(p50)} ·</span>
      <FigureText figure={allAlike ? { ...p95, unit: '' } : p95} />
      <span className={classes.small}>· {asText(p99)}</span>
    </>
  );
}

/** The figures over a lane, from the pulses; the last one counts. */
export const Kpis = memo(function Kpis({ side, pulses }: { side: Side; pulses: readonly Pulse[] }) {
  const last = pulses.at(-1);
  return <dl className={`${classes.kpis} ${classes[side]}`}>{side === 'http' ? <HttpKpis pulses={pulses} last={last?.http} /> : <KafkaKpis pulses={pulses} last={last?.kafka} />}</dl>;
});

function HttpKpis({ pulses, last }: { pulses: readonly Pulse[]; last: Pulse['http'] | undefined }) {
  const [client, server] = [percent(last?.clientErrorShare), percent(last?.serverErrorShare)];
  const failing = (last?.serverErrorShare ?? 0) > 0;
  const errors = ({ http }: Pulse) => (http.clientErrorShare === null ? null : http.clientErrorShare + (http.serverErrorShare ?? 0));
  return (
    <>
      <Kpi label="requests" colour="var(--rest)" values={pulses.map(({ http }) => http.perSecond)}>
        <FigureText figure={perSecond(last?.perSecond)} />
      </Kpi>
      <Kpi label="errors 4xx · 5xx" colour="var(--bad)" values={pulses.map(errors)}>
        <FigureText figure={client} />
        <span className={`${classes.small} ${failing ? 'bad' : ''}`}>· {asText(server)}</span>
      </Kpi>
      <Kpi label="blocked p50 p95 p99" colour="var(--rest)" values={pulses.map(({ http }) => http.blocked?.p95Ns ?? null)}>
        <Latency quantiles={last?.blocked} />
      </Kpi>
      <Kpi label="requests in flight" colour="var(--rest)" values={pulses.map(({ http }) => http.inFlight)}>
        <FigureText figure={count(last?.inFlight)} />
      </Kpi>
    </>
  );
}

/** A group that is this far behind has somebody waiting for it. */
const BEHIND_SECONDS = 10;

function KafkaKpis({ pulses, last }: { pulses: readonly Pulse[]; last: Pulse['kafka'] | undefined }) {
  const behind = (last?.timeLagSeconds ?? 0) > BEHIND_SECONDS;
  return (
    <>
      <Kpi label="records" colour="var(--kafka)" values={pulses.map(({ kafka }) => kafka.perSecond)}>
        <FigureText figure={perSecond(last?.perSecond)} />
      </Kpi>
      <Kpi label="accepted p50 p95 p99" colour="var(--kafka)" values={pulses.map(({ kafka }) => kafka.accepted?.p95Ns ?? null)}>
        <Latency quantiles={last?.accepted} />
      </Kpi>
      <Kpi label="completed p50 p95 p99" colour="var(--warn)" values={pulses.map(({ kafka }) => kafka.completed?.p95Ns ?? null)}>
        <Latency quantiles={last?.completed} />
      </Kpi>
      <Kpi label="lag of groups, records · age" colour="var(--warn)" values={pulses.map(({ kafka }) => kafka.offsetLag)}>
        <FigureText figure={count(last?.offsetLag)} />
        {last?.timeLagSeconds != null && <span className={`${classes.small} ${behind ? 'warn' : ''}`}>· {asText(seconds(last.timeLagSeconds))}</span>}
      </Kpi>
    </>
  );
}
