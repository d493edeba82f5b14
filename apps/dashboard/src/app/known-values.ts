import { KnownField, KnownValues, type FieldName } from '@contraflow/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { request } from '../api/request.js';
import type { KnownValues as Known } from '../ui/filter/suggest.js';

/**
 * Values to offer for the field that is typed: those on screen, then those that the server knows of the last hour.
 * @param seen values on screen
 */
export function useKnownValues(seen: Known): { known: Known; onField: (field: FieldName | null) => void } {
  const [field, onField] = useState<FieldName | null>(null);
  const served = KnownField.safeParse(field);
  const { data } = useQuery({
    queryKey: ['values', field],
    queryFn: ({ signal }) => request(KnownValues, '/api/flows/values', { query: { field: field ?? '' }, signal }),
    enabled: served.success,
    staleTime: 30_000,
  });
  const known = useCallback((wanted: FieldName) => [...new Set([...seen(wanted), ...(wanted === field ? (data?.values ?? []) : [])])], [seen, field, data]);
  return { known, onField };
}
