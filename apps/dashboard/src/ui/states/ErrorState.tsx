import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { RelativeTime, SinceTime } from '../TimeText.js';
import classes from './States.module.css';

interface Props {
  title: string;
  detail?: string | undefined;
  /** Since when it fails, epoch ms. */
  since?: number | undefined;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
}

/** Something failed: what, since when, and how to try again. */
export function ErrorState({ title, detail, since, onRetry, retrying = false }: Props) {
  return (
    <div className={classes.state} role="alert">
      <h2 className={`${classes.title} bad`}>
        <IconAlertTriangle size={14} aria-hidden style={{ verticalAlign: '-2px', marginRight: 6 }} />
        {title}
      </h2>
      {detail && <p className={classes.text}>{detail}</p>}
      {since !== undefined && (
        <p className={classes.text}>
          Since <SinceTime instant={since} /> (<RelativeTime instant={since} />)
        </p>
      )}
      {onRetry && (
        <Button onClick={onRetry} loading={retrying} leftSection={<IconRefresh size={15} />}>
          Try again
        </Button>
      )}
    </div>
  );
}
