import { ValueStore } from '../../ui/value-store.js';

/** What an export would take, as the page that asked for it is set. Null: no dialog. */
export interface ExportProposal {
  filter: string;
  from: number;
  to: number;
  /** In words, such as `the last 15 minutes`. */
  window: string;
  sides: 'http' | 'kafka' | 'http,kafka';
}

export const exportProposal = new ValueStore<ExportProposal | null>(null);
