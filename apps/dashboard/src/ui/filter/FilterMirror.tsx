import type { ReactNode, Ref } from 'react';
import classes from './FilterBox.module.css';

/** Lies under the text of the box: a plate under each `key:value`, and a mark where a mistake begins. */
export function FilterMirror({ text, column, ref }: { text: string; column: number | null; ref: Ref<HTMLDivElement> }) {
  return (
    <div ref={ref} className={`mono ${classes.mirror}`} aria-hidden>
      {column === null ? plates(text) : marked(text, column)}
    </div>
  );
}

function plates(text: string): ReactNode[] {
  return text.split(/(-?[A-Za-z][\w.]*:(?:"(?:[^"\\]|\\.)*"?|[^\s()]+))/).map((part, index) =>
    index % 2 === 1 ? (
      <span key={index} className={classes.plate}>
        {part}
      </span>
    ) : (
      part
    ),
  );
}

function marked(text: string, column: number): ReactNode {
  const at = Math.min(column - 1, text.length);
  const length = /^\S+/.exec(text.slice(at))?.[0].length ?? 1;
  return (
    <>
      {text.slice(0, at)}
      <span className={classes.wrong}>{text.slice(at, at + length) || '\u00a0'}</span>
    </>
  );
}
