import { asText, percent } from '../../ui/format/numbers.js';
import classes from './Contrast.module.css';

export interface MixPart {
  label: string;
  count: number;
  colour: string;
}

/** Parts of a whole as one bar; each says its share in the list below it, so that a narrow one is readable too. */
export function MixBar({ parts, label }: { parts: MixPart[]; label: string }) {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0) return <p className={classes.none}>nothing in this window</p>;
  const present = parts.filter((part) => part.count > 0);
  return (
    <div role="group" aria-label={label}>
      <div className={classes.mix} aria-hidden>
        {present.map((part) => (
          <div key={part.label} className={classes.part} style={{ flex: `${part.count} 0 0` }} title={`${part.label} ${asText(percent(part.count / total))}`}>
            <div style={{ background: part.colour }} />
          </div>
        ))}
      </div>
      <ul className={classes.legend}>
        {present.map((part) => (
          <li key={part.label}>
            <i style={{ background: part.colour }} aria-hidden />
            {part.label} {asText(percent(part.count / total))}
          </li>
        ))}
      </ul>
    </div>
  );
}
