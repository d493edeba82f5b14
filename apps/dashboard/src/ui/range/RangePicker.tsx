import { ActionIcon, Button, Group, Popover, Stack, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { useZone } from '../zone.js';
import { FixedRange } from './FixedRange.js';
import { PRESETS, rangeWords, shiftRange, type Range } from './range.js';
import classes from './RangePicker.module.css';
import { TypedRange } from './TypedRange.js';

interface Props {
  value: Range;
  /** What is wrong with the range that the address holds. */
  mistake?: string | null;
  onChange: (range: Range) => void;
}

/** The chosen range in words, the ones before and after it, and all ways to choose another. */
export function RangePicker({ value, mistake = null, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const zone = useZone();
  const words = mistake === null ? rangeWords(value, zone) : 'unreadable range';
  const choose = (range: Range) => {
    setOpen(false);
    onChange(range);
  };
  const step = (direction: -1 | 1) => onChange(shiftRange(value, direction, Date.now(), zone));
  return (
    <div className={classes.picker} role="group" aria-label="Time range">
      <Tooltip label="The same length before">
        <ActionIcon aria-label="Back" disabled={mistake !== null} onClick={() => step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus withRoles>
        <Popover.Target>
          <Button className={classes.words} title={words} leftSection={<IconClock size={15} />} onClick={() => setOpen(!open)}>
            {words.replace(/^the last/, 'Last')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Choose a time range">
          {open && (
            <Stack gap="sm" w={320} maw="calc(100vw - 48px)">
              <TypedRange onDone={choose} />
              <div className={classes.presets}>
                {Object.entries(PRESETS).map(([preset, label]) => (
                  <Button key={preset} size="xs" h={28} px={4} aria-pressed={'preset' in value && mistake === null && value.preset === preset} onClick={() => choose({ preset })}>
                    {label}
                  </Button>
                ))}
              </div>
              <FixedRange value={value} onDone={choose} />
            </Stack>
          )}
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={'preset' in value ? 'It ends now already' : 'The same length after'}>
        <Group>
          <ActionIcon aria-label="Forward" disabled={mistake !== null || 'preset' in value} onClick={() => step(1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </Group>
      </Tooltip>
    </div>
  );
}
