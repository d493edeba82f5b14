import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';

interface Props {
  /** What is copied; a function where it is made in the moment that it is asked for. */
  value: string | (() => string);
  label: string;
  /** As a small icon alone, with the label read out and on hover. */
  compact?: boolean;
  /** As an icon of the size of other buttons, for a link. */
  icon?: boolean;
}

/** Copies to the clipboard and says that it did. */
export function CopyButton({ value, label, compact = false, icon = false }: Props) {
  const { copied, copy, error } = useClipboard({ timeout: 1_500 });
  const said = error ? 'The browser does not let us copy' : copied ? 'Copied' : label;
  const take = () => copy(typeof value === 'string' ? value : value());
  const size = compact ? 14 : 15;
  const sign = copied ? <IconCheck size={size} /> : icon ? <IconLink size={16} /> : <IconCopy size={size} />;
  if (compact || icon)
    return (
      <Tooltip label={said}>
        <ActionIcon {...(compact && { variant: 'subtle', color: 'gray', size: 22 })} onClick={take} aria-label={said}>
          {sign}
        </ActionIcon>
      </Tooltip>
    );
  return (
    <Button onClick={take} leftSection={sign}>
      <span aria-live="polite">{said}</span>
    </Button>
  );
}
