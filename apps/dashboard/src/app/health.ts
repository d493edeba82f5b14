import { HealthReport } from '@contraflow/contract';
import { useQuery } from '@tanstack/react-query';
import { request } from '../api/request.js';
import { live } from '../live/live.js';
import { useValue } from '../ui/value-store.js';

/** How the parts are: as the live line says, and asked for while that is not there. Null until the first answer. */
export function useHealth(): HealthReport | null {
  const pushed = useValue(live.stream.health);
  const { state } = useValue(live.connection);
  const asked = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => request(HealthReport, '/api/health', { signal }),
    enabled: state !== 'open' || pushed === null,
    refetchInterval: 5_000,
  });
  if (pushed === null || (asked.data && asked.data.at > pushed.at)) return asked.data ?? pushed;
  return pushed;
}
