/**
 * What an answer says of an exchange: well, the caller's mistake, or a failure.
 * No answer at all is a failure, and so is one that broke off whatever its status.
 */
export function statusTone(status: number | null, errorType: string | null = null): 'good' | 'warn' | 'bad' {
  if (status === null || status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return errorType === null ? 'good' : 'bad';
}
