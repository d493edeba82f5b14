import { NewPassword } from '@contraflow/contract';
import { Button, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { changePassword, meQuery } from '../../api/auth.js';
import { ApiError } from '../../api/request.js';

/** The present password and the new one, twice. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current: '', next: '', again: '' },
    validate: {
      current: (value) => (value === '' ? 'Give your present password' : null),
      next: (value, { current }) => NewPassword.safeParse(value).error?.issues[0]?.message ?? (value === current ? 'The new password has to be another one' : null),
      again: (value, { next }) => (value === next ? null : 'The two are not the same'),
    },
  });
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.reset();
      onChanged();
    },
  });
  const { data: me } = useQuery(meQuery);
  const toggle = { visibilityToggleButtonProps: { 'aria-label': 'Show the password' } };
  return (
    <form onSubmit={form.onSubmit(({ current, next }) => change.mutate({ current, next }))} noValidate>
      {/* So that a password manager knows whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={me?.username ?? ''} readOnly hidden />
      <PasswordInput label="Present password" autoComplete="current-password" key={form.key('current')} {...toggle} {...form.getInputProps('current')} />
      <PasswordInput label="New password" description="At least 12 characters" mt="sm" autoComplete="new-password" key={form.key('next')} {...toggle} {...form.getInputProps('next')} />
      <PasswordInput label="New password again" mt="sm" autoComplete="new-password" key={form.key('again')} {...toggle} {...form.getInputProps('again')} />
      <p role="alert" className="bad" style={{ minHeight: 18 }}>
        {change.error && refusal(change.error)}
      </p>
      <Button type="submit" variant="filled" loading={change.isPending}>
        Change the password
      </Button>
    </form>
  );
}

function refusal(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  const { title, detail } = error.problem;
  return detail === undefined || detail === title ? title : `${title}. ${detail}`;
}
