import type { Figure } from './format/numbers.js';
import classes from './FigureText.module.css';

/** A figure with its unit in the smaller, quieter size; read out as one. */
export function FigureText({ figure, size = 'md', tone }: { figure: Figure; size?: 'sm' | 'md' | 'lg'; tone?: 'bad' | 'warn' | 'good' | 'muted' }) {
  return (
    <span className={`${classes.figure} ${classes[size]} ${tone ?? ''}`}>
      {figure.value}
      {figure.unit !== '' && <span className={classes.unit}>{`\u00a0${figure.unit}`}</span>}
    </span>
  );
}
