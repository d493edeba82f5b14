import type { ApiKey } from '@contraflow/contract';
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { apiKeysQuery, handOverSources } from '../../api/auth.js';
import { useNow } from '../../ui/now.js';
import { isGood } from './key-state.js';
import { useAdminChange } from './use-admin-change.js';

interface Props {
  /** Whose sources go; null while nobody asks. */
  from: ApiKey | null;
  keys: readonly ApiKey[];
  onClose: () => void;
}

/** Gives the sources of one key to another, so that a sender can go on with that. */
export function HandOverDialog({ from, keys, onClose }: Props) {
  return (
    <Modal opened={from !== null} onClose={onClose} title={`Hand over the sources of ${from?.name ?? ''}`}>
      {from && <Question from={from} keys={keys} onClose={onClose} />}
    </Modal>
  );
}

function Question({ from, keys, onClose }: Props & { from: ApiKey }) {
  const now = useNow();
  const [to, setTo] = useState<string | null>(null);
  const others = keys.filter((key) => key.id !== from.id && isGood(key, now) && key.scopes.includes('capture'));
  const handOver = useAdminChange((id: string) => handOverSources(from.id, id), apiKeysQuery.queryKey, () => `The sources of ${from.name} are handed over.`);
  return (
    <Stack gap="sm">
      <Text>
        {from.name} holds {from.held} {from.held === 1 ? 'source' : 'sources'}. Afterwards only the other key ships them, from where they stand: give it to their senders. Until
        then what they capture waits in their spools.
      </Text>
      <Select
        label="Hand over to"
        data={others.map(({ id, name, sources }) => ({ value: id, label: `${name} (${sources.join(', ')})` }))}
        value={to}
        onChange={setTo}
        data-autofocus
        nothingFoundMessage="There is no other key for capture: make one first."
        searchable
      />
      <Group justify="flex-end">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="filled" disabled={to === null} loading={handOver.isPending} onClick={() => to !== null && handOver.mutate(to, { onSuccess: onClose })}>
          Hand over
        </Button>
      </Group>
    </Stack>
  );
}
