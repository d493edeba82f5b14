import classes from './FilterBox.module.css';

const LINES: readonly [form: string, meaning: string][] = [
  ['status:>=500', 'also > < <= and 400..499, 5xx'],
  ['route:/orders/*', '* stands for anything'],
  ['-method:GET', 'minus or NOT: all but'],
  ['a b · a OR b', 'both · one of them; ( ) to group'],
  ['"free text"', 'anywhere, also in bodies'],
];

/** How a filter is written, in five lines. */
export function SyntaxSheet() {
  return (
    <dl className={classes.sheet} aria-label="How a filter is written">
      {LINES.map(([form, meaning]) => (
        <div key={form}>
          <dt className="mono">{form}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
