import { FilterError, parseFilter } from '@contraflow/contract';

/** A mistake in a filter: what, and in which column (1-based). */
export interface Mistake {
  message: string;
  column: number | null;
}

/** Null for a filter without a mistake. */
export function checkFilter(text: string): Mistake | null {
  try {
    parseFilter(text);
    return null;
  } catch (error) {
    if (error instanceof FilterError) return { message: error.message, column: error.column };
    throw error;
  }
}
