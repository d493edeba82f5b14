import type { ConsumerGroup } from '@contraflow/contract';
import { Button, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { meQuery } from '../../api/auth.js';
import { asText, exact, seconds } from '../../ui/format/numbers.js';
import { sideClass } from '../../ui/side.js';
import { RelativeTime } from '../../ui/TimeText.js';
import classes from './Groups.module.css';
import { MuteText } from './MuteText.js';
import { useUnmute } from './use-mute.js';

/** Groups with how far they are behind; operators may mute them. */
export function GroupTable({ title, groups, onMute }: { title: string; groups: readonly ConsumerGroup[]; onMute: (group: string) => void }) {
  const { data: me } = useQuery(meQuery);
  const mayMute = me !== undefined && me.role !== 'viewer';
  return (
    <Table aria-label={`Groups: ${title}`} className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Group</Table.Th>
          <Table.Th>Topics</Table.Th>
          <Table.Th className={classes.figure}>Records behind</Table.Th>
          <Table.Th className={classes.figure}>Time behind</Table.Th>
          <Table.Th>Members</Table.Th>
          {mayMute && (
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {groups.map((group) => (
          <Table.Tr key={group.consumerGroup}>
            <Table.Td className={`mono ${classes.name}`}>
              {group.consumerGroup} <span className="faint">{group.type}</span>
              <MuteText mute={group.mute} />
            </Table.Td>
            <Table.Td className={classes.name} data-label="topics">
              <Topics topics={group.topics} />
            </Table.Td>
            <Table.Td className={`mono ${classes.figure}`} data-label="records behind">{exact(group.offsetLag)}</Table.Td>
            <Table.Td className={`mono ${classes.figure}`} data-label="time behind">{timeBehind(group)}</Table.Td>
            <Table.Td data-label="members">
              <Members group={group} />
            </Table.Td>
            {mayMute && (
              <Table.Td>
                <MuteButton group={group} onMute={onMute} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Members({ group: { emptySince } }: { group: ConsumerGroup }) {
  if (emptySince === null) return <span className="good">reading</span>;
  return (
    <span className="muted">
      nobody, left <RelativeTime instant={emptySince} />
    </span>
  );
}

function timeBehind({ offsetLag, timeLagSeconds }: ConsumerGroup): string {
  if (offsetLag === 0) return '0\u00a0s';
  return timeLagSeconds === null ? 'unknown' : asText(seconds(timeLagSeconds));
}

/** Each leads to its records. */
function Topics({ topics }: { topics: readonly string[] }) {
  return topics.map((topic, index) => (
    <span key={topic}>
      {index > 0 && ', '}
      <Link to="/log" search={({ range }) => ({ range, filter: `topic:${JSON.stringify(topic)}` })} className={`mono ${sideClass('kafka')} ${classes.topic}`}>
        {topic}
      </Link>
    </span>
  ));
}

function MuteButton({ group, onMute }: { group: ConsumerGroup; onMute: (group: string) => void }) {
  const unmute = useUnmute();
  if (group.standing !== 'muted') return <Button size="compact-xs" variant="default" aria-label={`Mute ${group.consumerGroup}`} onClick={() => onMute(group.consumerGroup)}>Mute…</Button>;
  return (
    <Button size="compact-xs" variant="default" aria-label={`Unmute ${group.consumerGroup}`} loading={unmute.isPending} onClick={() => unmute.mutate({ consumerGroup: group.consumerGroup })}>
      Unmute
    </Button>
  );
}
