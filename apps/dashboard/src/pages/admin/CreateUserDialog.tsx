import { CreateUserRequest, Role } from '@contraflow/contract';
import { Button, Group, Modal, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { createUser, usersQuery } from '../../api/auth.js';
import { useAdminChange } from './use-admin-change.js';

const { username: Username, password: Password } = CreateUserRequest.shape;
const mistake = (schema: typeof Username, value: string) => schema.safeParse(value).error?.issues[0]?.message ?? null;

/** A new user with a first password, which has to be changed at the first login. */
export function CreateUserDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const form = useForm<CreateUserRequest>({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '', role: 'viewer' },
    validate: { username: (value) => mistake(Username, value), password: (value) => mistake(Password, value) },
  });
  const create = useAdminChange(createUser, usersQuery.queryKey, ({ username }) => `${username} may log in now.`);
  const close = () => {
    form.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title="Add a user">
      <form onSubmit={form.onSubmit((values) => create.mutate(values, { onSuccess: close }))}>
        <Stack gap="sm">
          <TextInput label="Name" data-autofocus autoComplete="off" key={form.key('username')} {...form.getInputProps('username')} />
          <Select label="Role" data={Role.options} allowDeselect={false} description="viewers and operators look and export, admins also manage users and API keys" key={form.key('role')} {...form.getInputProps('role')} />
          <PasswordInput label="First password" description="At least 12 characters" autoComplete="new-password" key={form.key('password')} {...form.getInputProps('password')} />
          <Text c="dimmed">Hand it over in person or by another channel; it has to be changed at the first login.</Text>
          <Group justify="flex-end">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="filled" loading={create.isPending}>
              Add the user
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
