import { useDocumentTitle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { meQuery } from '../../api/auth.js';
import { PasswordForm } from '../account/PasswordForm.js';
import { EntryFrame } from './EntryFrame.js';

/** Whoever logs in with a password that somebody else has made has to choose another one first. */
export function PasswordPage() {
  useDocumentTitle('Choose a password · Contraflow');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const goOn = async () => {
    // What is remembered says that the password has to be changed; nobody watches it here, so it would stay.
    queries.removeQueries({ queryKey: meQuery.queryKey });
    await navigate({ to: '/live', replace: true });
  };
  return (
    <EntryFrame title="Choose your own password" note="The one you came with was made for you. It stops working now.">
      <PasswordForm onChanged={() => void goOn()} />
    </EntryFrame>
  );
}
