/** A row that cannot be stored as it is, found before Postgres saw it. */
export class RowRefused extends Error {
  constructor(
    message: string,
    /** The row as it was handed to the writer. */
    readonly row: object,
  ) {
    super(message);
    this.name = 'RowRefused';
  }
}
