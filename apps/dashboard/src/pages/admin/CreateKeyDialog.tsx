import { CreateApiKeyRequest } from '@contraflow/contract';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { apiKeysQuery, createApiKey } from '../../api/auth.js';
import { CopyButton } from '../../ui/CopyButton.js';
import classes from './Admin.module.css';
import { useAdminChange } from './use-admin-change.js';

/** Names a new key, and shows its secret the only time. */
export function CreateKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const create = useAdminChange(createApiKey, apiKeysQuery.queryKey, (name) => `The key ${name} works now.`);
  const close = () => {
    create.reset();
    onClose();
  };
  const secret = create.data?.secret;
  return (
    <Modal opened={opened} onClose={close} title="Make an API key" closeOnClickOutside={secret === undefined} closeOnEscape={secret === undefined}>
      {create.data ? <Secret name={create.data.key.name} secret={create.data.secret} onDone={close} /> : <NameForm pending={create.isPending} onClose={close} onName={create.mutate} />}
    </Modal>
  );
}

function NameForm({ pending, onClose, onName }: { pending: boolean; onClose: () => void; onName: (name: string) => void }) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '' },
    validate: { name: (value) => (CreateApiKeyRequest.safeParse({ name: value.trim() }).success ? null : 'Between 1 and 64 characters') },
  });
  return (
    <form onSubmit={form.onSubmit(({ name }) => onName(name.trim()))}>
      <Stack gap="sm">
        <TextInput label="Name" description="What uses it, for example gateway-eu" data-autofocus autoComplete="off" key={form.key('name')} {...form.getInputProps('name')} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={pending}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
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
