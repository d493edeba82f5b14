import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { calendarDay, clock, zoneName, type Zone } from '../format/times.js';
import { useNow } from '../now.js';
import { useZone } from '../zone.js';
import { resolveRange, type Range } from './range.js';
import { readRange } from './read-range.js';

/** What the browser's own field for a day and a time holds. */
const fieldText = (instant: number, zone: Zone) => `${calendarDay(instant, zone)}T${clock(instant, zone)}`;

/** Two ends, picked in the browser's own calendars. */
export function FixedRange({ value, onDone }: { value: Range; onDone: (range: Range) => void }) {
  const zone = useZone();
  const now = useNow();
  const [start] = useState(() => resolveRange(value, Date.now()));
  const shown = { from: fieldText(start.from, zone), to: fieldText(start.to, zone) };
  const [ends, setEnds] = useState(shown);
  const read = readRange(`${ends.from || '?'}/${ends.to || '?'}`, now, zone);
  const wrong = ends.from === '' || ends.to === '' ? 'Give both ends.' : read.mistake;
  const done = () => {
    if (!read.range || !('from' in read.range)) return;
    // What was not touched stays to the millisecond, also within an hour that comes twice.
    onDone({ from: ends.from === shown.from ? start.from : read.range.from, to: ends.to === shown.to ? start.to : read.range.to });
  };
  const field = (end: 'from' | 'to', label: string) => (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={ends[end]}
      onChange={(event) => {
        const { value: next } = event.currentTarget;
        setEnds((before) => ({ ...before, [end]: next }));
      }}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      {field('from', 'From')}
      {field('to', 'To')}
      <Group justify="space-between" mt={8} wrap="nowrap">
        <span role="status" className={wrong === null ? 'muted' : 'bad'}>
          {wrong ?? `Times in ${zoneName(zone, start.from)}`}
        </span>
        <Button type="submit" variant="filled" flex="none" disabled={wrong !== null}>
          Show this range
        </Button>
      </Group>
    </form>
  );
}
