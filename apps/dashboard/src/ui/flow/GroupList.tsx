import type { GroupPassage, KafkaRecord } from '@contraflow/contract';
import { asText, duration, exact } from '../format/numbers.js';
import { span } from '../format/times.js';
import { useNow } from '../now.js';
import classes from './GroupList.module.css';

type Times = Pick<KafkaRecord, 'timestamp' | 'observedAt'>;

/** Whether each group has passed a record, how long after its own time, and what is before it where not. */
export function GroupList({ groups, record }: { groups: readonly GroupPassage[]; record: Times }) {
  if (groups.length === 0) return <p className="muted">No consumer group reads this topic.</p>;
  return (
    <dl className={classes.groups}>
      {groups.map((group) => (
        <div key={group.consumerGroup} className={classes.group}>
          <dt className="mono">
            <i className={group.passed ? classes.passed : classes.waiting} aria-hidden />
            {group.consumerGroup} {group.standing !== 'active' && <span className="faint">{group.standing}</span>}
          </dt>
          <dd className={`mono ${group.passed ? 'good' : group.standing === 'active' ? 'warn' : 'muted'}`}>
            <PassageText group={group} record={record} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function PassageText({ group: { passed, passedAt, recordsBefore, source }, record: { timestamp, observedAt } }: { group: GroupPassage; record: Times }) {
  const now = useNow();
  // A sweep sees the commit only when it comes by: then the time is an upper bound.
  const bound = source === 'sweep' ? 'at most ' : '';
  if (passed) return <>{passedAt === null || timestamp === null ? 'passed' : `passed after ${bound}${asText(duration(Math.max(0, passedAt - timestamp) * 1e6))}`}</>;
  // Without a time of its own it has waited for at least as long as we have had it.
  const waited = span(Math.max(0, now - (timestamp ?? observedAt)));
  if (recordsBefore === null) return <>not yet, waiting for {waited}</>;
  const before = recordsBefore === 0 ? 'it is next' : `${exact(recordsBefore)} ${recordsBefore === 1 ? 'record' : 'records'} before it`;
  return (
    <>
      not yet: {before}, waiting for {waited}
    </>
  );
}
