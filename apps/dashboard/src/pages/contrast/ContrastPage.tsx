import type { Contrast } from '@contraflow/contract';
import { useQuery } from '@tanstack/react-query';
import { contrastQuery } from '../../api/contrast.js';
import { useView } from '../../app/view-search.js';
import { Page } from '../../app/layout/Page.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { exact } from '../../ui/format/numbers.js';
import { pinRange, rangeText, rangeWords } from '../../ui/range/range.js';
import { RangePicker } from '../../ui/range/RangePicker.js';
import { SideBadge } from '../../ui/SideBadge.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { QueryStates } from '../../app/QueryStates.js';
import { SinceTime } from '../../ui/TimeText.js';
import { useZone } from '../../ui/zone.js';
import { AskingRow } from './rows/asking.js';
import { DirectionRow } from './rows/direction.js';
import { InterestRow } from './rows/interest.js';
import { PurposeRow } from './rows/purpose.js';
import { StorageRow } from './rows/storage.js';
import { Sentence } from './Sentence.js';
import classes from './Contrast.module.css';

const USES = ['range'] as const;

/** The five contrasts over one window, under the sentence that they add up to. */
export function ContrastPage() {
  const { range, mistakes, setRange } = useView();
  const zone = useZone();
  const query = useQuery({ ...contrastQuery(range), enabled: mistakes.range === null });
  const link = () => {
    const url = new URL(window.location.href);
    url.searchParams.set('range', rangeText(pinRange(range, Date.now())));
    return url.href;
  };
  return (
    <Page
      title="Contrast"
      uses={USES}
      top={
        <div className={classes.tools}>
          <span className={classes.window}>Contrast over {mistakes.range === null ? rangeWords(range, zone) : '…'}</span>
          <RangePicker value={range} mistake={mistakes.range} onChange={setRange} />
          <CopyButton value={link} label="Copy link" />
        </div>
      }
    >
      {query.data && <Sentence parts={query.data.sentence} />}
      <QueryStates
        query={query}
        loading="Measuring both sides"
        isEmpty={(contrast) => contrast.exchanges + contrast.records === 0 && contrast.absent.http === null && contrast.absent.kafka === null}
        empty={
          <EmptyState title="Nothing was recorded in this window" command="curl -i http://localhost:4401/products">
            Choose a longer window, or send a request through the gateway and a record to a topic.
          </EmptyState>
        }
      >
        {(contrast) => <Rows contrast={contrast} />}
      </QueryStates>
    </Page>
  );
}

function Rows({ contrast }: { contrast: Contrast }) {
  return (
    <>
      <div className={`${classes.row} ${classes.heads}`}>
        <div>
          <SideBadge side="http" /> <span className="rest">· {exact(contrast.exchanges)} exchanges</span>
          {contrast.absent.http && <div className={classes.note}>{contrast.absent.http}</div>}
        </div>
        <div className={`${classes.question} muted`}>
          the five contrasts
          {contrast.observedFrom > contrast.from && (
            <p>
              measured since <SinceTime instant={contrast.observedFrom} />
            </p>
          )}
        </div>
        <div>
          <SideBadge side="kafka" /> <span className="kafka">· {exact(contrast.records)} records</span>
          {contrast.absent.kafka && <div className={classes.note}>{contrast.absent.kafka}</div>}
        </div>
      </div>
      <PurposeRow contrast={contrast} />
      <AskingRow contrast={contrast} />
      <StorageRow contrast={contrast} />
      <InterestRow contrast={contrast} />
      <DirectionRow contrast={contrast} />
    </>
  );
}
