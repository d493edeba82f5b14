import type { ExportColumn } from '@contraflow/contract';
import { Button, Checkbox, Collapse, Group, ScrollArea, Stack } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';

interface Props {
  /** Those that the file could have. */
  columns: readonly ExportColumn[];
  /** Names of those that it will have. */
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** The columns of the file, folded away until somebody wants to choose. */
export function ColumnChoice({ columns, chosen, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const some = columns.filter(({ name }) => chosen.has(name)).length;
  return (
    <div>
      <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)} leftSection={open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}>
        Columns: {some === columns.length ? `all ${some}` : `${some} of ${columns.length}`}
      </Button>
      <Collapse expanded={open}>
        <ScrollArea.Autosize mah={220} type="auto" p="xs">
          <Checkbox.Group aria-label="Columns" value={[...chosen]} onChange={(names) => onChange(new Set(names))}>
            <Stack gap={6}>
              {columns.map(({ name }) => (
                <Checkbox key={name} size="xs" value={name} label={<span className="mono">{name}</span>} />
              ))}
            </Stack>
          </Checkbox.Group>
        </ScrollArea.Autosize>
        <Group gap="xs" p="xs">
          <Button size="compact-xs" onClick={() => onChange(new Set(columns.map(({ name }) => name)))}>
            All
          </Button>
          <Button size="compact-xs" onClick={() => onChange(new Set())}>
            None
          </Button>
        </Group>
      </Collapse>
    </div>
  );
}
