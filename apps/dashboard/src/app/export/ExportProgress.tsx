import type { ExportJob } from '@contraflow/contract';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cancelExport, exportQuery, hasEnded } from '../../api/exports.js';
import { asText, bytes, exact } from '../../ui/format/numbers.js';
import { QueryStates } from '../QueryStates.js';

/** How far one export is, with a way to end it. */
export function ExportProgress({ id, onAgain }: { id: string; onAgain?: () => void }) {
  const query = useQuery(exportQuery(id));
  return (
    <QueryStates query={query} loading="Asking how far the export is" rows={2}>
      {(job) => <Job job={job} onAgain={onAgain} />}
    </QueryStates>
  );
}

function Job({ job, onAgain }: { job: ExportJob; onAgain: (() => void) | undefined }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelExport(job.id),
    onSettled: () => queries.invalidateQueries({ queryKey: exportQuery(job.id).queryKey }),
  });
  return (
    <Stack gap="sm">
      <Text className="mono">{job.fileName}</Text>
      <Progress
        value={job.state === 'done' ? 100 : share(job) * 100}
        animated={!hasEnded(job)}
        color={job.state === 'failed' ? 'red' : 'accent'}
        aria-label={`Export ${job.fileName}`}
      />
      <Text c="dimmed" role="status">
        {STATES[job.state]} {exact(job.writtenRows)}
        {job.totalRows !== null && ` of ${exact(job.totalRows)}`} rows, {asText(bytes(job.writtenBytes))}
      </Text>
      {job.error !== null && <Text c="var(--bad)">{job.error}</Text>}
      <Group justify="flex-end">
        {hasEnded(job) ? onAgain && <Button onClick={onAgain}>Export again</Button> : (
          <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
            Cancel the export
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const STATES: Record<ExportJob['state'], string> = { ready: 'Ready:', running: 'Writing:', done: 'Done:', failed: 'Failed after', cancelled: 'Cancelled after' };

function share({ totalRows, writtenRows }: ExportJob): number {
  return totalRows ? Math.min(1, writtenRows / totalRows) : 0;
}
