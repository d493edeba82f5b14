import { type Loss, SET_ASIDE_BYTES } from '@contraflow/contract';
import { Anchor, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { setAsideFile } from '../../api/losses.js';
import { asText, bytes, exact } from '../../ui/format/numbers.js';
import { AbsoluteTime, RelativeTime, SinceTime } from '../../ui/TimeText.js';
import classes from './Losses.module.css';

/** A line for each, newest first. */
export function LossTable({ losses }: { losses: readonly Loss[] }) {
  return (
    <Table aria-label="What was set aside and lost, newest first" className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Recorded</Table.Th>
          <Table.Th>Source</Table.Th>
          <Table.Th className={classes.figure}>Position</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th>Reason</Table.Th>
          <Table.Th className={classes.figure}>Bytes</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {losses.map((loss) => (
          <LossRow key={`${loss.kind}${loss.id}`} loss={loss} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function LossRow({ loss }: { loss: Loss }) {
  return (
    <Table.Tr>
      <Table.Td className={classes.time} data-label="recorded">
        <AbsoluteTime instant={loss.at} />{' '}
        <span className="faint">
          <RelativeTime instant={loss.at} />
        </span>
      </Table.Td>
      <Table.Td className={classes.name} data-label="source" title={loss.source}>
        <Link to="/losses" search={(search: Record<string, unknown>) => ({ ...search, source: loss.source, before: undefined })} className={classes.link}>
          {loss.label}
        </Link>
      </Table.Td>
      <Table.Td className={`mono ${classes.figure}`} data-label="position">
        {exact(loss.position)}
      </Table.Td>
      <Table.Td data-label="what">
        <What loss={loss} />
      </Table.Td>
      <Table.Td className={classes.reason} data-label="reason">
        {loss.reason}
      </Table.Td>
      <Table.Td className={classes.figure} data-label="bytes">
        {loss.bytes === null ? <span className="faint">none kept</span> : <Kept id={loss.id} size={loss.bytes} position={loss.position} />}
      </Table.Td>
    </Table.Tr>
  );
}

function What({ loss: { dropped, since, until } }: { loss: Loss }) {
  if (dropped === null) return <span className="warn">set aside</span>;
  return (
    <>
      <span className="bad">{exact(dropped)} dropped</span>
      {since !== null && until !== null && (
        <span className={`muted ${classes.span}`}>
          from <SinceTime instant={since} /> to <SinceTime instant={until} />
        </span>
      )}
    </>
  );
}

function Kept({ id, size, position }: { id: string; size: number; position: string }) {
  return (
    <Anchor size="sm" href={setAsideFile(id)} download aria-label={`Download the bytes of position ${position}`} title={size >= SET_ASIDE_BYTES ? 'Only its first 64 KiB were kept.' : 'All of it was kept.'}>
      {asText(bytes(size))}
      {size >= SET_ASIDE_BYTES && ', cut'}
    </Anchor>
  );
}
