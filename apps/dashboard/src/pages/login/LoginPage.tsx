import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { endOfSession } from '../../app/session-end.js';
import { login, meQuery } from '../../api/auth.js';
import { ApiError } from '../../api/request.js';
import { useNow } from '../../ui/now.js';
import { EntryFrame } from './EntryFrame.js';
import { safeNext } from './safe-next.js';

/** Name and password. */
export function LoginPage() {
  useDocumentTitle('Log in · Contraflow');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [reason] = useState(endOfSession);
  const { next } = useSearch({ from: '/login' });
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '' },
    validate: { username: (value) => (value.trim() === '' ? 'Give your name' : null), password: (value) => (value === '' ? 'Give your password' : null) },
  });
  const entry = useMutation({
    mutationFn: login,
    onSuccess: async (me) => {
      queries.setQueryData(meQuery.queryKey, me);
      await navigate({ href: me.mustChangePassword ? '/password' : safeNext(next), replace: true });
    },
    onError: () => form.setFieldValue('password', ''),
  });
  const wait = useWait(entry.error);
  return (
    <EntryFrame title="Log in" note={reason ?? undefined}>
      <form onSubmit={form.onSubmit(({ username, password }) => entry.mutate({ username: username.trim(), password }))} noValidate>
        <TextInput label="Name" autoComplete="username" autoFocus autoCapitalize="none" spellCheck={false} key={form.key('username')} {...form.getInputProps('username')} />
        <PasswordInput
          label="Password"
          mt="sm"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <p role="alert" className="bad">
          {entry.error && !entry.isPending && <Refusal error={entry.error} wait={wait} />}
        </p>
        <Button type="submit" variant="filled" fullWidth loading={entry.isPending} disabled={wait > 0}>
          {wait > 0 ? `Wait ${wait} s` : 'Log in'}
        </Button>
      </form>
    </EntryFrame>
  );
}

function Refusal({ error, wait }: { error: Error; wait: number }) {
  if (!(error instanceof ApiError)) return error.message;
  const { title, detail, retryAfter } = error.problem;
  if (retryAfter !== undefined) return wait > 0 ? `${title}. The next try is possible in ${wait} s.` : 'You may try again now.';
  return detail === undefined || detail === title ? title : `${title}. ${detail}`;
}

/** Whole seconds until the next try; 0 when there is nothing to wait for. */
function useWait(error: Error | null): number {
  const now = useNow();
  if (!(error instanceof ApiError) || error.problem.retryAfter === undefined) return 0;
  return Math.max(0, Math.ceil((error.at + error.problem.retryAfter * 1_000 - now) / 1_000));
}
