import type { ReactNode } from 'react';
import { CopyButton } from '../CopyButton.js';
import classes from './States.module.css';

interface Props {
  title: string;
  /** What to do next. */
  children: ReactNode;
  /** A command that does it. */
  command?: string;
  action?: ReactNode;
}

/** Nothing is here: says why that can be, and what to do next. */
export function EmptyState({ title, children, command, action }: Props) {
  return (
    <div className={classes.state}>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{children}</p>
      {command && (
        <div className={classes.command}>
          <code className="mono">{command}</code>
          <CopyButton value={command} label="Copy the command" compact />
        </div>
      )}
      {action}
    </div>
  );
}
