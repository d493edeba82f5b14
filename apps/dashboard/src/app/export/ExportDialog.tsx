import { Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createExport, exportFile } from '../../api/exports.js';
import { useValue } from '../../ui/value-store.js';
import { QueryError } from '../QueryStates.js';
import { exportProposal, type ExportProposal } from './export-store.js';
import { ExportProgress } from './ExportProgress.js';

/** Exports what is filtered as a file, and shows how far it is. Opened by setting {@link exportProposal}. */
export function ExportDialog() {
  const proposal = useValue(exportProposal);
  return (
    <Modal opened={proposal !== null} onClose={() => exportProposal.set(null)} title="Export" size="md">
      {proposal && <ExportForm proposal={proposal} />}
    </Modal>
  );
}

function ExportForm({ proposal }: { proposal: ExportProposal }) {
  const [format, setFormat] = useState<'csv' | 'ndjson'>('csv');
  const [sides, setSides] = useState(proposal.sides);
  const { filter, from, to } = proposal;
  const begin = useMutation({
    mutationFn: () => createExport({ format, sides, filter, from, to }),
    onSuccess: ({ id }) => download(exportFile(id)),
  });
  if (begin.data) return <ExportProgress id={begin.data.id} onAgain={() => begin.reset()} />;
  return (
    <Stack gap="sm">
      <Text c="dimmed">
        Every recorded flow of {proposal.window}
        {filter === '' ? ', unfiltered' : ''}.
      </Text>
      {filter !== '' && <code className="mono">{filter}</code>}
      <SegmentedControl
        aria-label="Sides"
        value={sides}
        onChange={(value) => setSides(value as ExportProposal['sides'])}
        data={[
          { value: 'http,kafka', label: 'Both sides' },
          { value: 'http', label: '⇄ REST' },
          { value: 'kafka', label: '≋ Kafka' },
        ]}
      />
      <SegmentedControl
        aria-label="Format"
        value={format}
        onChange={(value) => setFormat(value as 'csv' | 'ndjson')}
        data={[
          { value: 'csv', label: 'CSV, for tables' },
          { value: 'ndjson', label: 'NDJSON, with bodies' },
        ]}
      />
      {begin.error && <QueryError error={begin.error} />}
      <Group justify="flex-end">
        <Button onClick={() => exportProposal.set(null)}>Cancel</Button>
        <Button variant="filled" leftSection={<IconDownload size={15} />} loading={begin.isPending} onClick={() => begin.mutate()}>
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
