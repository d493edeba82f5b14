import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, type ReactNode } from 'react';
import { live } from '../../live/live.js';
import { HealthStrip } from '../../ui/health/HealthStrip.js';
import { useValue } from '../../ui/value-store.js';
import { useHealth } from '../health.js';
import { SchemeToggle } from '../SchemeToggle.js';
import { ZoneSwitch } from '../ZoneSwitch.js';
import { BrokenLink, useBrokenLink, type Depends } from './BrokenLink.js';
import { ConnectionBanner } from './ConnectionBanner.js';
import classes from './Page.module.css';
import { pageTitle } from './page-title.js';

interface Props {
  title: string;
  /** What is shown, where the name of the page alone does not tell: stands first in the tab's title. */
  subject?: string | undefined;
  /** The top bar: a filter, a sentence, and at its end what can be done here. */
  top: ReactNode;
  children: ReactNode;
  /** The parts of the address that it depends on: with a mistake in one, the page says so instead of showing something else. */
  uses?: Depends;
  /** Off where the page arranges its own scrolling. */
  scrolls?: boolean;
}

const NOTHING: Depends = [];

/** The frame of every page: its bar, how the parts are, and what it shows. */
export function Page({ title, subject, top, children, uses = NOTHING, scrolls = true }: Props) {
  useDocumentTitle(`${subject === undefined ? '' : `${subject} · `}${title} · Contraflow`);
  useEffect(() => pageTitle.set(title), [title]);
  const wrong = useBrokenLink(uses);
  const report = useHealth();
  const silentSince = useValue(live.silentSince);
  const windowSeconds = useValue(live.stream.pulses).at(-1)?.windowSeconds;
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <h1 className={classes.title}>{title}</h1>
        {top}
        <span className={classes.scheme}>
          <SchemeToggle />
        </span>
      </header>
      <ConnectionBanner />
      <HealthStrip
        items={report?.items ?? null}
        asOf={report !== null && silentSince !== null && report.at <= silentSince ? report.at : null}
        end={
          <>
            {windowSeconds !== undefined && `last ${windowSeconds} s · `}
            <ZoneSwitch />
          </>
        }
      />
      {/* What scrolls has to be reached by the keyboard. The frame's main landmark is around it all. */}
      <div className={scrolls ? classes.scrolling : classes.fixed} id="content" tabIndex={scrolls ? 0 : -1} {...(scrolls && { role: 'region', 'aria-label': title })}>
        {wrong ? <BrokenLink wrong={wrong} /> : children}
      </div>
    </div>
  );
}
