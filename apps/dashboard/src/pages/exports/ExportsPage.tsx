import type { ExportJob } from '@contraflow/contract';
import { Anchor, Button, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cancelExport, exportFile, exportsQuery, hasEnded } from '../../api/exports.js';
import { Page } from '../../app/layout/Page.js';
import { QueryStates } from '../../app/QueryStates.js';
import { asText, bytes, exact } from '../../ui/format/numbers.js';
import { rangeWords } from '../../ui/range/range.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { RelativeTime } from '../../ui/TimeText.js';
import { useZone } from '../../ui/zone.js';
import classes from './Exports.module.css';

/** The exports of the last quarter of an hour: how far each is, and its file. */
export function ExportsPage() {
  const query = useQuery(exportsQuery);
  return (
    <Page title="Exports" top={<span className={`muted ${classes.note}`}>of the last 15 minutes</span>}>
      <QueryStates
        query={query}
        loading="Loading exports"
        isEmpty={(jobs) => jobs.length === 0}
        empty={
          <EmptyState title="No exports yet" action={<Button component={Link} to="/log">Go to the log</Button>}>
            Filter what you need in Live or in the Log, then press Export there, or the key e.
          </EmptyState>
        }
      >
        {(jobs) => <Jobs jobs={jobs} />}
      </QueryStates>
    </Page>
  );
}

function Jobs({ jobs }: { jobs: ExportJob[] }) {
  return (
    <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>file</Table.Th>
            <Table.Th>filter</Table.Th>
            <Table.Th>range</Table.Th>
            <Table.Th>rows</Table.Th>
            <Table.Th>size</Table.Th>
            <Table.Th>state</Table.Th>
            <Table.Th>made</Table.Th>
            <Table.Th>
              <span className="visually-hidden">What can be done</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function JobRow({ job }: { job: ExportJob }) {
  const zone = useZone();
  const queries = useQueryClient();
  const cancel = useMutation({ mutationFn: () => cancelExport(job.id), onSettled: () => queries.invalidateQueries({ queryKey: exportsQuery.queryKey }) });
  const total = job.totalRows === null ? '' : ` of ${exact(job.totalRows)}`;
  return (
    <Table.Tr>
      <Table.Td className="mono">{job.fileName}</Table.Td>
      <Table.Td className="mono">{job.request.filter || <span className="faint">everything</span>}</Table.Td>
      <Table.Td>{rangeWords(job.request, zone)}</Table.Td>
      <Table.Td>
        {exact(job.writtenRows)}
        {total}
      </Table.Td>
      <Table.Td>{asText(bytes(job.writtenBytes))}</Table.Td>
      <Table.Td className={job.state === 'failed' ? 'bad' : ''} title={job.error ?? undefined}>
        {job.state}
        {job.error !== null && `: ${job.error}`}
      </Table.Td>
      <Table.Td>
        <RelativeTime instant={job.createdAt} />
      </Table.Td>
      <Table.Td>
        {job.state === 'running' ? (
          <Button size="compact-sm" onClick={() => cancel.mutate()} loading={cancel.isPending}>
            Cancel
          </Button>
        ) : (
          hasEnded(job) || <Anchor href={exportFile(job.id)}>Download</Anchor>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
