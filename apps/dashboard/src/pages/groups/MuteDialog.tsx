import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMute } from './use-mute.js';

const LENGTHS = [
  { value: '1', label: '1 hour' },
  { value: '8', label: '8 hours' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: 'for ever', label: 'until somebody unmutes it' },
];

/** Asks for how long and why a group is to be left out. Undone with one click, so no name has to be typed. */
export function MuteDialog({ consumerGroup, onClose }: { consumerGroup: string | null; onClose: () => void }) {
  const [length, setLength] = useState('8');
  const [reason, setReason] = useState('');
  const mute = useMute(onClose);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (consumerGroup !== null) mute.mutate({ consumerGroup, hours: length === 'for ever' ? null : Number(length), reason: reason.trim() });
  };
  return (
    <Modal opened={consumerGroup !== null} onClose={onClose} title={`Mute ${consumerGroup}`}>
      <form onSubmit={send}>
        <Stack gap="sm">
          <Text size="sm">It stays recorded and listed, but counts in no tile, no headline and no health item, for everybody.</Text>
          <Select label="For" data={LENGTHS} value={length} onChange={(value) => setLength(value ?? '8')} allowDeselect={false} comboboxProps={{ withinPortal: true }} />
          <TextInput label="Why" placeholder="is being moved to the new cluster" value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={200} required data-autofocus />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" variant="filled" loading={mute.isPending} disabled={reason.trim() === ''}>
              Mute the group
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
