import { NewPassword } from '@contraflow/contract';
import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';

interface Props {
  opened: boolean;
  onClose: () => void;
  username: string;
  onSet: (password: string) => void;
}

/** A password for somebody else, good for one login. */
export function ResetPasswordDialog({ opened, onClose, username, onSet }: Props) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '' },
    validate: { password: (value) => NewPassword.safeParse(value).error?.issues[0]?.message ?? null },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={`A new password for ${username}`}>
      <form
        onSubmit={form.onSubmit(({ password }) => {
          form.reset();
          onSet(password);
        })}
      >
        <Stack gap="sm">
          <Text>All sessions of this user end now. At the next login the password has to be changed.</Text>
          <PasswordInput label="New password" description="At least 12 characters" autoComplete="new-password" data-autofocus key={form.key('password')} {...form.getInputProps('password')} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="filled">
              Set the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
