import type { HealthItem, HealthState } from '@contraflow/contract';

const STATES: HealthState[] = ['down', 'degraded', 'ok', 'off'];
/** What the rest hangs on stands first: where the strip is too narrow, the last ones are out of sight. */
const KINDS = ['postgres', 'kafka', 'source', 'recorder', 'group', 'storage', 'database'];

/** What is wrong first, then by kind; otherwise as they came. */
export function inOrder(items: readonly HealthItem[]): HealthItem[] {
  return [...items].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || kindOf(a) - kindOf(b));
}

function kindOf({ id }: HealthItem): number {
  const at = KINDS.indexOf(id.split(':', 1)[0] as string);
  return at === -1 ? KINDS.length : at;
}
