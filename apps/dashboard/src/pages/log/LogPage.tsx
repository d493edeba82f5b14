import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { ApiError } from '../../api/request.js';
import { searchQuery, timelineQuery } from '../../api/traffic.js';
import { exportProposal } from '../../app/export/export-store.js';
import { useKnownValues } from '../../app/known-values.js';
import { useShortcuts } from '../../app/keyboard/shortcuts.js';
import { Page } from '../../app/layout/Page.js';
import { QueryStates } from '../../app/QueryStates.js';
import { useView } from '../../app/view-search.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { pinnedLink } from '../../app/pinned-link.js';
import { ActionButton } from '../../ui/ActionButton.js';
import { FilterBox } from '../../ui/filter/FilterBox.js';
import { useNow } from '../../ui/now.js';
import { pinRange, rangeText, rangeWords, resolveRange } from '../../ui/range/range.js';
import { RangePicker } from '../../ui/range/RangePicker.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { useZone } from '../../ui/zone.js';
import { knownValues } from './known-values.js';
import { LogFoot } from './LogFoot.js';
import { LogTable } from './LogTable.js';
import { TimelineChart } from './TimelineChart.js';
import classes from './Log.module.css';

const USES = ['filter', 'range'] as const;

/** Both sides in one searchable table over any range, under a timeline of it. */
export function LogPage() {
  const { filter, range, mistakes, flow, setFilter, setRange, openFlow } = useView();
  const zone = useZone();
  const input = useRef<HTMLInputElement>(null);
  // Presets end at the moment they were asked, so that pages fit together; refreshing asks anew.
  const now = useNow();
  const [asked, setAsked] = useState(Date.now);
  const key = `${rangeText(range)} ${filter}`;
  const [lastKey, setLastKey] = useState(key);
  if (key !== lastKey) {
    setLastKey(key);
    setAsked(now);
  }
  const question = useMemo(() => ({ ...resolveRange(range, asked), filter }), [range, asked, filter]);
  const enabled = mistakes.filter === null && mistakes.range === null;
  const search = useInfiniteQuery({ ...searchQuery(question), enabled });
  const timeline = useQuery({ ...timelineQuery(question), enabled });
  const flows = useMemo(() => search.data?.pages.flatMap((page) => page.flows) ?? [], [search.data]);
  const { known, onField } = useKnownValues(useMemo(() => knownValues(flows), [flows]));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = search;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const pinned = () => pinnedLink('/log', { filter, range: rangeText(pinRange(question, question.to)), flow });
  const propose = () => exportProposal.set({ ...question, window: rangeWords(range, zone), sides: 'http,kafka' });
  useShortcuts('Log', [
    { keys: '/', label: 'Filter', run: () => input.current?.focus() },
    { keys: 'e', label: 'Export what is filtered', run: propose },
    { keys: 'r', label: 'Search again, up to now', run: () => setAsked(Date.now()) },
  ]);

  return (
    <Page
      title="Log"
      uses={USES}
      scrolls={false}
      top={
        <>
          <div className={classes.filter}>
            <FilterBox value={filter} onApply={setFilter} placeholder="Filter both sides…" known={known} onField={onField} refused={refusal(search)} inputRef={input} />
          </div>
          <RangePicker value={range} mistake={mistakes.range} onChange={setRange} />
          <Tooltip label="Search again, up to now (r)">
            <ActionIcon aria-label="Search again, up to now" onClick={() => setAsked(Date.now())} loading={search.isFetching && !isFetchingNextPage}>
              <IconRefresh size={16} />
            </ActionIcon>
          </Tooltip>
          <CopyButton value={pinned} label="Copy link" icon />
          <ActionButton label="Export" icon={<IconDownload size={15} />} keys="e" onClick={propose} />
        </>
      }
    >
      {timeline.data && <TimelineChart timeline={timeline.data} range={question} onPick={setRange} />}
      <QueryStates
        query={search as UseInfiniteQueryResult<unknown>}
        loading="Searching the log"
        rows={16}
        isEmpty={() => flows.length === 0 && !hasNextPage}
        empty={<Nothing filtered={filter !== ''} window={rangeWords(range, zone)} onClear={() => setFilter('')} />}
      >
        {() => (
          <LogTable
            flows={flows}
            open={flow}
            onOpen={openFlow}
            onEnd={more}
            foot={<LogFoot shown={flows.length} last={search.data?.pages.at(-1)} loading={isFetchingNextPage} error={search.error} onMore={more} />}
          />
        )}
      </QueryStates>
    </Page>
  );
}

function refusal(search: { error: Error | null }): { message: string; column: number | null } | null {
  const problem = search.error instanceof ApiError ? search.error.problem : null;
  return problem?.column === undefined ? null : { message: problem.detail ?? problem.title, column: problem.column };
}

function Nothing({ filtered, window, onClear }: { filtered: boolean; window: string; onClear: () => void }) {
  if (!filtered) {
    return (
      <EmptyState title={`Nothing was recorded in ${window}`} command="curl -i http://localhost:4401/products">
        Choose a longer range, or send a request through the gateway.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`Nothing in ${window} matches this filter`} action={<Button onClick={onClear}>Clear the filter</Button>}>
      All of the range was searched. Choose a longer one, or take a word out of the filter.
    </EmptyState>
  );
}
