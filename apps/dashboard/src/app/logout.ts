import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { logout } from '../api/auth.js';
import { sessionEnded } from './session-end.js';
import { ApiError } from '../api/request.js';

/** Ends the session and leaves with a fresh page, so that nothing of it stays in memory. */
export function useLogout(): () => Promise<void> {
  return useCallback(async () => {
    try {
      await logout();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) {
        const problem = error instanceof ApiError ? error.problem : null;
        notifications.show({ color: 'red', title: problem?.title ?? 'You are still logged in', message: problem?.detail ?? 'Logging out failed. Try again.' });
        return;
      }
    }
    sessionEnded('You have logged out.');
    window.location.assign('/login');
  }, []);
}
