import { Losses, LossSource, type LossFilter } from '@contraflow/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from './request.js';

const PAGE = 50;

/** A page of what was set aside and lost; the first one looks for news. */
export const lossesQuery = (filter: LossFilter, before: string | undefined) =>
  queryOptions({
    queryKey: ['losses', filter, before],
    queryFn: ({ signal }) => request(Losses, '/api/losses', { query: { ...filter, before, limit: PAGE }, signal }),
    refetchInterval: before === undefined ? 10_000 : false,
    placeholderData: keepPreviousData,
  });

export const lossSourcesQuery = queryOptions({
  queryKey: ['loss-sources'],
  queryFn: ({ signal }) => request(z.array(LossSource), '/api/losses/sources', { signal }),
  refetchInterval: 30_000,
});

export const setAsideFile = (id: string) => `/api/losses/set-aside/${id}/bytes`;
export const lossesFile = (filter: LossFilter) => `/api/losses/file?${new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined)).toString()}`;
