import type { KafkaSummary } from '@contraflow/contract';
import { memo } from 'react';
import { exact } from '../../ui/format/numbers.js';
import { clock, type Zone } from '../../ui/format/times.js';
import classes from './Row.module.css';

interface Props {
  record: KafkaSummary;
  zone: Zone;
  /** `+billing`, `-analytics`: whether each group has passed it, joined by blanks so that an unchanged row is not drawn again. */
  groups: string;
}

/** More would not fit; the rest is a number. */
const SQUARES = 5;

/** The cells of a record. */
export const KafkaCells = memo(function KafkaCells({ record, zone, groups }: Props) {
  return (
    <>
      <span className="mono muted">{clock(record.observedAt, zone, true)}</span>
      <span className="mono">
        {record.topic} / {record.partition} @ {exact(record.offset)}
      </span>
      <span className={`mono ${classes.key}`} title={record.keyPreview ?? undefined}>
        {record.keyPreview === null ? <span className="faint">no key</span> : bothEnds(printable(record.keyPreview))}
      </span>
      <span className={`mono muted ${classes.value}`}>{record.tombstone ? 'tombstone' : printable(record.valuePreview ?? '')}</span>
      <Groups groups={groups === '' ? [] : groups.split('\n')} />
    </>
  );
});

function Groups({ groups }: { groups: string[] }) {
  const words = groups.map((group) => `${group.slice(1)} ${group.startsWith('+') ? 'has passed it' : 'not yet'}`).join(', ');
  return (
    <span className={classes.groups} title={words || 'No group reads this topic'}>
      {groups.slice(0, SQUARES).map((group) => (
        <i key={group.slice(1)} className={group.startsWith('+') ? classes.passed : classes.waiting} aria-hidden />
      ))}
      {groups.length > SQUARES && <span aria-hidden>+{groups.length - SQUARES}</span>}
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

/** Previews are any bytes read as UTF-8: what would not show gets a dot. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f]/g, '·');
}

/** Long keys often begin alike (a prefix, a time) and differ at their end. */
function bothEnds(key: string): string {
  return key.length <= 11 ? key : `${key.slice(0, 4)}…${key.slice(-6)}`;
}
