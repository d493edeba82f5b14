import type { ConsumerGroups } from '@contraflow/contract';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { groupsQuery, muteGroup, unmuteGroup } from '../../api/groups.js';
import { ApiError } from '../../api/request.js';

/** Mutes a group; `done` is called once it is. */
export function useMute(done: () => void) {
  return useGroupChange(muteGroup, ({ consumerGroup }) => {
    notifications.show({ color: 'green', message: `${consumerGroup} is muted.` });
    done();
  });
}

export function useUnmute() {
  return useGroupChange(unmuteGroup, ({ consumerGroup }) => notifications.show({ color: 'green', message: `${consumerGroup} counts again.` }));
}

function useGroupChange<In>(change: (input: In) => Promise<ConsumerGroups>, done: (input: In) => unknown) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (answer, input) => {
      queries.setQueryData(groupsQuery.queryKey, answer);
      done(input);
    },
    onError: (error) => {
      const problem = error instanceof ApiError ? error.problem : null;
      notifications.show({ color: 'red', title: problem?.title ?? 'Nothing was changed', message: problem?.detail ?? error.message });
    },
  });
}
