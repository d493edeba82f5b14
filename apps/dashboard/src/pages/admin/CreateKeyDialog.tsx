import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { apiKeysQuery, createApiKey } from '../../api/auth.js';
import { CopyButton } from '../../ui/CopyButton.js';
import classes from './Admin.module.css';
import { KeyForm } from './KeyForm.js';
import { useAdminChange } from './use-admin-change.js';

/** Says what a new key is for, and shows its secret the only time. */
export function CreateKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const create = useAdminChange(createApiKey, apiKeysQuery.queryKey, ({ name }) => `The key ${name} works now.`);
  const close = () => {
    create.reset();
    onClose();
  };
  const secret = create.data?.secret;
  return (
    <Modal opened={opened} onClose={close} title="Make an API key" closeOnClickOutside={secret === undefined} closeOnEscape={secret === undefined}>
      {create.data ? <Secret name={create.data.key.name} secret={create.data.secret} onDone={close} /> : <KeyForm pending={create.isPending} onClose={close} onKey={create.mutate} />}
    </Modal>
  );
}

function Secret({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }) {
  return (
    <Stack gap="sm">
      <Text>
        This is the key <b>{name}</b>. It is shown this once: only its hash is kept. Give it to the sender as its API key.
      </Text>
      <div className={classes.secret}>
        <code className="mono" data-testid="secret">
          {secret}
        </code>
      </div>
      <Group justify="flex-end">
        <CopyButton value={secret} label="Copy the key" />
        <Button variant="filled" onClick={onDone}>
          I have kept it
        </Button>
      </Group>
    </Stack>
  );
}
