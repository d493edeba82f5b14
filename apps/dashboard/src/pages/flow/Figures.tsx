import type { FlowDetail } from '@contraflow/contract';
import { UnstyledButton } from '@mantine/core';
import { FigureText } from '../../ui/FigureText.js';
import { duration } from '../../ui/format/numbers.js';
import { useNow } from '../../ui/now.js';
import { traceFigures } from './figures.js';
import classes from './Flow.module.css';

const UNKNOWN = { value: 'unknown', unit: '' };

/** The figures of the trace, each naming the flow it is of and leading to it. */
export function Figures({ detail, onOpen }: { detail: FlowDetail; onOpen: (id: string) => void }) {
  const now = useNow();
  return (
    <div className={classes.figures}>
      {traceFigures(detail, now).map(({ durationNs, caption, flowId, open }) => (
        <UnstyledButton key={caption} className={classes.figure} onClick={() => onOpen(flowId)}>
          <FigureText figure={durationNs === null ? UNKNOWN : duration(durationNs)} {...(open && { tone: 'warn' as const })} />
          <span className={classes.caption}>{caption}</span>
        </UnstyledButton>
      ))}
    </div>
  );
}
