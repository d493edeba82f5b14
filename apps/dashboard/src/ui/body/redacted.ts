/** What capture writes in the place of a secret, see the redaction of `@contraflow/capture`. */
const MARK = '[redacted]';

/** Whether a value is, or holds, a secret that was taken out at capture. */
export const isRedacted = (value: string): boolean => value.includes(MARK);
