import { FlowDetail, flowInstant } from '@contraflow/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.js';

/** One flow with its linked ones. What follows it and which groups have passed moves on, so it is asked again while it is looked at. */
export const flowQuery = (id: string) =>
  queryOptions({
    queryKey: ['flow', id],
    queryFn: ({ signal }) => request(FlowDetail, `/api/flows/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data && mayStillGrow(query.state.data) ? 2_000 : false),
  });

/** Flows of a trace follow each other within moments; so long a young one is looked at again. */
const YOUNG_MS = 60_000;

function mayStillGrow({ flow, groups, linked }: FlowDetail): boolean {
  const young = flow.traceId !== null && Date.now() - flowInstant(flow) < YOUNG_MS;
  return young || [groups, ...linked.map((one) => one.groups)].some((passages) => passages.some((group) => !group.passed));
}
