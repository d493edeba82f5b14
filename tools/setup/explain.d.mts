/** One message that says what happened and what to do. Our own errors say so themselves; errors of the system are put into words here. */
export function explain(error: unknown): string;
/** The name of the user whom this process runs as, or the number where there is no name. */
export function userName(): string;
