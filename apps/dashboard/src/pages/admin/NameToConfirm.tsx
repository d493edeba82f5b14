import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Has to be typed. */
  name: string;
  consequence: string;
  action: string;
  onConfirm: () => void;
}

/** A dangerous action names the thing, says what follows, and asks for the name. */
export function NameToConfirm({ opened, onClose, title, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Question onClose={onClose} {...rest} />
    </Modal>
  );
}

function Question({ name, consequence, action, onClose, onConfirm }: Omit<Props, 'opened' | 'title'>) {
  const [typed, setTyped] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) onConfirm();
      }}
    >
      <Stack gap="sm">
        <Text>{consequence}</Text>
        <TextInput label={`Type ${name} to go on`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" spellCheck={false} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" color="red.8" disabled={typed !== name}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
