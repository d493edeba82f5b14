import { Skeleton } from '@mantine/core';
import classes from './States.module.css';

/** Where rows will stand. `label` says what is awaited. */
export function LoadingRows({ label, rows = 8, height = 12 }: { label: string; rows?: number; height?: number }) {
  return (
    <div className={classes.rows} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} width={`${92 - ((index * 17) % 38)}%`} radius={4} />
      ))}
    </div>
  );
}
