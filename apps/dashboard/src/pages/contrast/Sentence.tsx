import type { Contrast } from '@contraflow/contract';
import { sideClass } from '../../ui/side.js';
import classes from './Contrast.module.css';

/** The figures in words, each part in the colour of its side. */
export function Sentence({ parts }: { parts: Contrast['sentence'] }) {
  return (
    <p className={classes.sentence} data-testid="contrast-sentence">
      {parts.map((part, index) => (
        <span key={index} className={part.side ? sideClass(part.side) : undefined}>
          {part.text}
        </span>
      ))}
    </p>
  );
}
