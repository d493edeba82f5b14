/** What replaces a secret value. */
export const REDACTED = '[redacted]';
