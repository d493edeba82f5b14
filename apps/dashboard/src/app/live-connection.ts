import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionEnded } from './session-end.js';
import { live } from '../live/live.js';
import { useValue } from '../ui/value-store.js';

/** Keeps the live line open while somebody is logged in, and goes to the login when the session has ended. */
export function useLiveConnection(): void {
  const { state, reason } = useValue(live.connection);
  const navigate = useNavigate();
  const queries = useQueryClient();
  useEffect(() => {
    const again = () => live.open();
    again();
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
      live.close();
    };
  }, []);
  // What failed while the server was away is asked again once it is back.
  useEffect(() => {
    if (state === 'open') void queries.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' || query.state.error !== null });
  }, [state, queries]);
  useEffect(() => {
    if (state !== 'ended') return;
    queries.clear();
    sessionEnded(reason);
    void navigate({ to: '/login', search: { next: window.location.pathname + window.location.search } });
  }, [state, reason, navigate, queries]);
}
