import { Button, Group, Popover, SegmentedControl, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useState } from 'react';
import { zoneName } from '../format/times.js';
import { useZone } from '../zone.js';
import { PRESETS, rangeWords, resolveRange, type Preset, type Range } from './range.js';
import { pickedInstant, pickerText } from './zoned-input.js';

/** 15 min, 1 h, 24 h up to now, or two fixed ends. */
export function RangePicker({ value, onChange }: { value: Range; onChange: (range: Range) => void }) {
  const [open, setOpen] = useState(false);
  const zone = useZone();
  const choose = (choice: string) => {
    if (choice === 'custom') setOpen(true);
    else onChange({ preset: choice as Preset });
  };
  const options = [...Object.entries(PRESETS).map(([preset, label]) => ({ value: preset, label })), { value: 'custom', label: 'Custom…' }];
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus withRoles>
      <Popover.Target>
        <SegmentedControl
          aria-label={`Time range: ${rangeWords(value, zone)}`}
          size="sm"
          data={options}
          value={'preset' in value ? value.preset : 'custom'}
          onChange={choose}
          // The one that is chosen already says nothing when it is pressed again, and its ends may be wanted changed.
          onClick={(event) => {
            if (!('preset' in value) && event.target instanceof HTMLInputElement && event.target.value === 'custom') setOpen(true);
          }}
        />
      </Popover.Target>
      <Popover.Dropdown>
        {open && (
          <CustomRange
            value={value}
            onDone={(range) => {
              setOpen(false);
              onChange(range);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function CustomRange({ value, onDone }: { value: Range; onDone: (range: Range) => void }) {
  const zone = useZone();
  const [start] = useState(() => resolveRange(value, Date.now()));
  const [from, setFrom] = useState<string | null>(pickerText(start.from, zone));
  const [to, setTo] = useState<string | null>(pickerText(start.to, zone));
  const [first, last] = [pickedInstant(from, zone), pickedInstant(to, zone)];
  const wrong = first === null || last === null ? 'Give both ends.' : first >= last ? 'From has to be before to.' : null;
  const picker = { withSeconds: true, valueFormat: 'YYYY-MM-DD HH:mm:ss', popoverProps: { withinPortal: false }, w: 220 } as const;
  return (
    <Stack gap="xs">
      <DateTimePicker label="From" value={from} onChange={setFrom} {...picker} />
      <DateTimePicker label="To" value={to} onChange={setTo} {...picker} />
      <Text size="sm" c={wrong === null ? 'dimmed' : 'var(--bad)'} role="status">
        {wrong ?? `Times in ${zoneName(zone)}`}
      </Text>
      <Group justify="flex-end">
        <Button variant="filled" disabled={wrong !== null} onClick={() => first !== null && last !== null && onDone({ from: first, to: last })}>
          Show this range
        </Button>
      </Group>
    </Stack>
  );
}
