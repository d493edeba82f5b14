import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Props {
  /** What is copied; a function where it is made on demand. */
  value: string | (() => string);
  label: string;
  /** As an icon alone, with the label read out and on hover. */
  compact?: boolean;
}

/** Copies to the clipboard and says that it did. */
export function CopyButton({ value, label, compact = false }: Props) {
  return (
    <MantineCopyButton value={typeof value === 'string' ? value : value()} timeout={1_500}>
      {({ copied, copy }) =>
        compact ? (
          <Tooltip label={copied ? 'Copied' : label}>
            <ActionIcon variant="subtle" color="gray" size={22} onClick={copy} aria-label={copied ? 'Copied' : label}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        ) : (
          <Button onClick={copy} leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}>
            <span aria-live="polite">{copied ? 'Copied' : label}</span>
          </Button>
        )
      }
    </MantineCopyButton>
  );
}
