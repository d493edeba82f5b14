import type { HttpSummary } from '@contraflow/contract';
import { statusTone } from './status.js';

/** The status code in its tone; where there was no answer, why. */
export function StatusCode({ exchange }: { exchange: Pick<HttpSummary, 'responseStatusCode' | 'errorType'> }) {
  const { responseStatusCode: status, errorType } = exchange;
  return (
    <span className={`mono ${statusTone(status, errorType)}`} title={errorType !== null && errorType !== String(status) ? errorType : undefined}>
      {status ?? 'none'}
    </span>
  );
}
