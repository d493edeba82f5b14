import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/request.js';

/** A change whose list is read again afterwards, and whose refusal is told. */
export function useAdminChange<In, Out>(change: (input: In) => Promise<Out>, list: readonly string[], done: (input: In) => string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (_answer, input) => notifications.show({ color: 'green', message: done(input) }),
    onError: (error) => {
      const problem = error instanceof ApiError ? error.problem : null;
      notifications.show({ color: 'red', title: problem?.title ?? 'Nothing was changed', message: problem?.detail ?? error.message });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: list }),
  });
}
