import type { ReactNode } from 'react';
import { BrandSign } from '../../app/layout/Brand.js';
import classes from './EntryFrame.module.css';

/** The page before all others: the sign, the two lanes, one form. */
export function EntryFrame({ title, note, children }: { title: string; note?: string | undefined; children: ReactNode }) {
  return (
    <main className={classes.frame}>
      <div className={classes.road} aria-hidden />
      <section className={classes.card} aria-labelledby="entry-title">
        <div className={classes.brand}>
          <BrandSign size={28} />
          <span>Contraflow</span>
        </div>
        <p className={classes.what}>
          <span className="rest">⇄ REST</span> and <span className="kafka">≋ Kafka</span>, side by side
        </p>
        <h1 id="entry-title">{title}</h1>
        {note !== undefined && <p className={classes.note}>{note}</p>}
        {children}
      </section>
    </main>
  );
}
