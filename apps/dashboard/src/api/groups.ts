import { ConsumerGroups, type MuteGroupRequest, type UnmuteGroupRequest } from '@contraflow/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.js';

/** Consumer groups as the last sweep saw them; asked again as often as sweeps come by. */
export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => request(ConsumerGroups, '/api/groups', { signal }),
  refetchInterval: 5_000,
});

export const muteGroup = (body: MuteGroupRequest) => request(ConsumerGroups, '/api/groups/mute', { method: 'POST', body });
export const unmuteGroup = (body: UnmuteGroupRequest) => request(ConsumerGroups, '/api/groups/unmute', { method: 'POST', body });
