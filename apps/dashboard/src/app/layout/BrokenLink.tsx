import { Button, Group } from '@mantine/core';
import { ErrorState } from '../../ui/states/ErrorState.js';
import { DEFAULT_RANGE } from '../../ui/range/range.js';
import { useView, type ViewMistakes } from '../view-search.js';

/** Parts of the address that a page may depend on. */
export type Depends = readonly (keyof ViewMistakes)[];

/** What is wrong with the address, where the page depends on it; null for one without a mistake. */
export function useBrokenLink(uses: Depends): { part: keyof ViewMistakes; mistake: string }[] | null {
  const { mistakes } = useView();
  const wrong = uses.flatMap((part) => (mistakes[part] === null ? [] : [{ part, mistake: mistakes[part] }]));
  return wrong.length === 0 ? null : wrong;
}

/** The address holds what cannot be read: says what, instead of showing something else, and how to go on. */
export function BrokenLink({ wrong }: { wrong: NonNullable<ReturnType<typeof useBrokenLink>> }) {
  const { setFilter, setRange } = useView();
  return (
    <>
      {wrong.map(({ part, mistake }) => (
        <ErrorState key={part} title={part === 'filter' ? 'The filter in this link has a mistake' : 'The range in this link cannot be read'} detail={mistake} />
      ))}
      <Group px={16} gap={8}>
        {wrong.some(({ part }) => part === 'filter') && <Button onClick={() => setFilter('')}>Clear the filter</Button>}
        {wrong.some(({ part }) => part === 'range') && <Button onClick={() => setRange({ preset: DEFAULT_RANGE })}>Show the last hour</Button>}
      </Group>
    </>
  );
}
