import type { RedactionRules } from './rules.js';

/** What the readers of a grammar need of the others. */
export interface RedactionContext {
  rules: RedactionRules;
  /** Whether the text ends where it was cut; then what its end leaves open is taken for secret. */
  cut: boolean;
  /** Redacts a text that stands in another one, whatever it is, to a bounded depth; the same when nothing in it is secret. */
  within(text: string, cut: boolean): string;
}
