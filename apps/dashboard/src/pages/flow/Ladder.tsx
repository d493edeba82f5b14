import type { FlowDetail } from '@contraflow/contract';
import { useState } from 'react';
import { asText, duration } from '../../ui/format/numbers.js';
import { useNow } from '../../ui/now.js';
import { SideBadge } from '../../ui/SideBadge.js';
import { clockShare, clockTicks, ladder, type Rung } from './ladder.js';
import classes from './Flow.module.css';

interface Props {
  detail: FlowDetail;
  chosen: string;
  onChoose: (id: string) => void;
}

const text = (ms: number) => asText(duration(ms * 1e6));

/** One trace over a logarithmic clock; what is not done yet is hatched and still grows. */
export function Ladder({ detail, chosen, onChoose }: Props) {
  const now = useNow();
  const [opened] = useState(Date.now);
  const { rungs, startedAt } = ladder(detail);
  // `now` moves once a second and may lie before the page was opened.
  const age = Math.max(now, opened) - startedAt;
  const longest = Math.max(1, ...rungs.map((rung) => rung.end ?? age)) * 1.6;
  const left = (ms: number) => `${clockShare(ms, longest) * 100}%`;
  return (
    <div className={classes.ladder} role="list" aria-label="Everything of this trace, by time">
      <div className={classes.clock} aria-hidden>
        {clockTicks(longest).map((tick) => (
          <span key={tick} style={{ left: left(tick) }}>
            {tick === 0 ? '0' : text(tick)}
          </span>
        ))}
      </div>
      {rungs.map((rung) => (
        <div role="listitem" key={rung.key}>
          <RungLine rung={rung} left={left} age={age} chosen={rung.flowId === chosen && rung.depth === 0} onChoose={onChoose} />
        </div>
      ))}
    </div>
  );
}

function RungLine({ rung, left, age, chosen, onChoose }: { rung: Rung; left: (ms: number) => string; age: number; chosen: boolean; onChoose: (id: string) => void }) {
  const end = rung.end ?? age;
  const took = text(Math.max(0, end - rung.start));
  return (
    <button type="button" className={classes.rung} data-depth={rung.depth} data-chosen={chosen || undefined} onClick={() => onChoose(rung.flowId)}>
      <span className={`mono ${classes.who}`}>
        {rung.depth === 0 && <SideBadge side={rung.side} short />} {rung.label}
      </span>
      <span className={classes.track}>
        <i
          className={rung.end === null ? classes.open : classes.bar}
          data-side={rung.side}
          data-tone={rung.tone}
          style={{ left: left(rung.start), width: `max(3px, calc(${left(end)} - ${left(rung.start)}))` }}
        />
        <span className={`${classes.outcome} ${rung.tone === 'good' ? 'muted' : rung.tone}`} style={{ left: left(end), maxWidth: `calc(100% - ${left(end)} + var(--outcome))` }} title={`${rung.outcome} · ${took}`}>
          {rung.outcome} · {took}
        </span>
      </span>
    </button>
  );
}
