import { LossKind, type LossFilter } from '@contraflow/contract';
import { Button, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lossesFile, lossSourcesQuery } from '../../api/losses.js';
import classes from './Losses.module.css';

const KINDS = [
  { value: 'set-aside', label: 'set aside' },
  { value: 'drop', label: 'dropped' },
] satisfies { value: LossKind; label: string }[];

/** Which of them to show, and the list as a file. */
export function LossesBar({ filter }: { filter: LossFilter }) {
  const navigate = useNavigate();
  const { data: sources = [] } = useQuery(lossSourcesQuery);
  const change = (changes: Record<string, string | undefined>) => void navigate({ to: '/losses', search: (search: Record<string, unknown>) => ({ ...search, before: undefined, ...changes }) });
  // One that the address names is among them, also when it has nothing.
  const names = new Map([...(filter.source === undefined ? [] : [[filter.source, filter.source] as const]), ...sources.map((one) => [one.source, nameOf(one)] as const)]);
  return (
    <>
      <Select
        aria-label="Source"
        placeholder="every source"
        className={classes.source ?? ''}
        data={[...names].map(([value, label]) => ({ value, label }))}
        value={filter.source ?? null}
        onChange={(source) => change({ source: source ?? undefined })}
        nothingFoundMessage="No such source lost anything"
        searchable
        clearable
      />
      <Select
        aria-label="Kind"
        placeholder="both kinds"
        w={130}
        data={KINDS}
        value={filter.kind ?? null}
        onChange={(kind) => change({ kind: LossKind.safeParse(kind).data })}
        clearable
      />
      <Button component="a" href={lossesFile(filter)} leftSection={<IconDownload size={15} />}>
        List as CSV
      </Button>
    </>
  );
}

/** Spools of one name are told apart by the end of their ids. */
function nameOf({ source, label, setAside, drops }: { source: string; label: string; setAside: number; drops: number }): string {
  const words = [setAside > 0 && `${setAside} set aside`, drops > 0 && `${drops} drops`].filter(Boolean).join(', ');
  return `${label} …${source.slice(-4)}: ${words}`;
}
