import { Contrast } from '@contraflow/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { resolveRange, rangeText, type Range } from '../ui/range/range.js';
import { request } from './request.js';

/** Both sides over a window; one that ends now is measured again every ten seconds. */
export const contrastQuery = (range: Range) =>
  queryOptions({
    queryKey: ['contrast', rangeText(range)],
    queryFn: ({ signal }) => request(Contrast, '/api/contrast', { query: resolveRange(range, Date.now()), signal }),
    refetchInterval: 'preset' in range ? 10_000 : false,
    placeholderData: keepPreviousData,
  });
