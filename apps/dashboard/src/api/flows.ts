import { FlowDetail } from '@contraflow/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.js';

/** One flow with its linked ones. What groups have passed moves on, so it is asked again while it is looked at. */
export const flowQuery = (id: string) =>
  queryOptions({
    queryKey: ['flow', id],
    queryFn: ({ signal }) => request(FlowDetail, `/api/flows/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data && waitsForGroups(query.state.data) ? 2_000 : false),
  });

function waitsForGroups(detail: FlowDetail): boolean {
  return [detail.groups, ...detail.linked.map((linked) => linked.groups)].some((groups) => groups.some((group) => !group.passed));
}
