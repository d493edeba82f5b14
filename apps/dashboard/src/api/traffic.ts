import { SearchAnswer, Timeline } from '@contraflow/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from './request.js';

/** A question to the record: both ends in epoch ms, `to` exclusive. */
export interface Question {
  from: number;
  to: number;
  filter: string;
}

const PAGE = 200;

/** Flows of both sides, newest first, page by page. */
export const searchQuery = (question: Question) =>
  infiniteQueryOptions({
    queryKey: ['flows', question],
    queryFn: ({ pageParam, signal }) => request(SearchAnswer, '/api/flows', { query: { ...question, limit: PAGE, before: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (answer) => answer.next ?? undefined,
  });

/** How many flows each step of the range holds. The one before stays until the next is there. */
export const timelineQuery = (question: Question) =>
  queryOptions({
    queryKey: ['timeline', question],
    queryFn: ({ signal }) => request(Timeline, '/api/flows/timeline', { query: { ...question }, signal }),
    placeholderData: keepPreviousData,
  });
