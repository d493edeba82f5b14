import type { ExportFormat, ExportJob, Side } from '@contraflow/contract';
import { Button, Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { createExport, exportColumnsQuery, exportCountQuery, exportFile } from '../../api/exports.js';
import { QueryError } from '../QueryStates.js';
import { ColumnChoice } from './ColumnChoice.js';
import { CountText } from './CountText.js';
import { exportProposal, type ExportProposal } from './export-store.js';

const SIDES = [
  { value: 'http,kafka', label: 'Both sides' },
  { value: 'http', label: '⇄ REST' },
  { value: 'kafka', label: '≋ Kafka' },
];
const FORMATS = [
  { value: 'csv', label: 'CSV, for tables' },
  { value: 'ndjson', label: 'NDJSON, for programs' },
];

/** What is to be in the file, and how many rows that makes, before it is begun. */
export function ExportForm({ proposal, onBegun }: { proposal: ExportProposal; onBegun: (job: ExportJob) => void }) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [sides, setSides] = useState(proposal.sides);
  const [bodies, setBodies] = useState(false);
  const [byteOrderMark, setByteOrderMark] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { filter, from, to } = proposal;
  const known = useQuery(exportColumnsQuery);
  const count = useQuery(exportCountQuery({ sides, filter, from, to }));
  const possible = (known.data ?? []).filter((column) => column.sides.some((side) => (sides.split(',') as Side[]).includes(side)) && (bodies || !column.body));
  const chosen = new Set(possible.map(({ name }) => name).filter((name) => !left.has(name)));
  const begin = useMutation({
    mutationFn: () => createExport({ format, sides, filter, from, to, bodies, byteOrderMark: format === 'csv' && byteOrderMark, ...(left.size > 0 && { columns: [...chosen] }) }),
    onSuccess: (job) => {
      download(exportFile(job.id));
      onBegun(job);
    },
  });
  const nothing = count.data?.rows === 0 || (known.data !== undefined && chosen.size === 0);
  return (
    <Stack gap="sm">
      <Text c="dimmed">
        Recorded flows of {proposal.window}
        {filter === '' ? ', unfiltered' : ''}.
      </Text>
      {filter !== '' && <code className="mono">{filter}</code>}
      <SegmentedControl aria-label="Sides" value={sides} onChange={(value) => setSides(value as ExportProposal['sides'])} data={SIDES} />
      <SegmentedControl
        aria-label="Format"
        value={format}
        onChange={(value) => {
          setFormat(value as ExportFormat);
          setBodies(value === 'ndjson');
        }}
        data={FORMATS}
      />
      <Switch label="With bodies of requests and responses and values of records" checked={bodies} onChange={(event) => setBodies(event.currentTarget.checked)} />
      {format === 'csv' && <Switch label="With a byte order mark, for Excel" checked={byteOrderMark} onChange={(event) => setByteOrderMark(event.currentTarget.checked)} />}
      <ColumnChoice columns={possible} chosen={chosen} onChange={(names) => setLeft(new Set(possible.map(({ name }) => name).filter((name) => !names.has(name))))} />
      <CountText query={count} />
      {begin.error && <QueryError error={begin.error} />}
      <Group justify="flex-end">
        <Button onClick={() => exportProposal.set(null)}>Cancel</Button>
        <Button variant="filled" leftSection={<IconDownload size={15} />} loading={begin.isPending} disabled={nothing} onClick={() => begin.mutate()}>
          Export
        </Button>
      </Group>
    </Stack>
  );
}

/** The browser itself takes the stream, so a file of any size never stands in this page's memory. */
function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
