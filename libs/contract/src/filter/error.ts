/** A mistake in a filter, with the 1-based column where it stands. */
export class FilterError extends Error {
  constructor(message: string, readonly column: number) {
    super(message);
    this.name = 'FilterError';
  }
}
