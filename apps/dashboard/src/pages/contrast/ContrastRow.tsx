import type { Side } from '@contraflow/contract';
import type { ReactNode } from 'react';
import { FigureText } from '../../ui/FigureText.js';
import type { Figure } from '../../ui/format/numbers.js';
import { SIDES, sideClass } from '../../ui/side.js';
import classes from './Contrast.module.css';

/** One side's answer to a question: a figure, what it means, and a picture of its own kind. */
export interface SideAnswer {
  figure: Figure;
  /** A second figure, reached after the first: accepted, then completed. */
  then?: Figure | undefined;
  note: ReactNode;
  chart: ReactNode;
}

interface Props {
  id: string;
  question: string;
  explanation: string;
  http: SideAnswer;
  kafka: SideAnswer;
}

/** The question in the middle, REST to the left of it, Kafka to the right. */
export function ContrastRow({ id, question, explanation, http, kafka }: Props) {
  return (
    <section className={classes.row} aria-labelledby={`contrast-${id}`} data-testid={`contrast-${id}`}>
      <Answer side="http" answer={http} />
      <div className={classes.question}>
        <h2 id={`contrast-${id}`}>{question}</h2>
        <p>{explanation}</p>
      </div>
      <Answer side="kafka" answer={kafka} />
    </section>
  );
}

function Answer({ side, answer }: { side: Side; answer: SideAnswer }) {
  return (
    <div className={classes.side} data-side={side}>
      <div>
        <span className={`${classes.who} ${sideClass(side)}`}>
          <span aria-hidden>{SIDES[side].sign} </span>
          {SIDES[side].word}:{' '}
        </span>
        <FigureText figure={answer.figure} size="lg" />
        {answer.then && (
          <>
            <span className={sideClass(side)}>
              <span aria-hidden>{' → '}</span>
              <span className="visually-hidden">then</span>
            </span>
            <FigureText figure={answer.then} size="lg" />
          </>
        )}
        <p className={classes.note}>{answer.note}</p>
      </div>
      <div>{answer.chart}</div>
    </div>
  );
}
