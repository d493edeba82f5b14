import type { HealthItem, HealthState } from '@contraflow/contract';

/** One place of the strip: one part, or several of a kind behind one sign. */
export interface Place {
  id: string;
  label: string;
  state: HealthState;
  figure: string;
  /** Since when the worst of them is so; null where nothing is known of it. */
  since: number | null;
  /** What it stands for; the worst first. */
  items: readonly HealthItem[];
}

const STATES: HealthState[] = ['down', 'degraded', 'ok', 'off'];
/** What the rest hangs on: always there, always first, always in this order. */
const FIRST = [
  { kind: 'postgres', label: 'Postgres', missing: 'not asked yet' },
  { kind: 'kafka', label: 'Kafka', missing: 'not asked yet' },
  { kind: 'recorder', label: 'Recorder', missing: 'not heard of yet' },
  { kind: 'source', label: 'Capture', missing: 'no source yet' },
] as const;

const kindOf = ({ id }: HealthItem) => id.split(':', 1)[0] as string;
const rank = (state: HealthState) => STATES.indexOf(state);

/** Postgres, Kafka, recorder and capture; then what is wrong; then the rest. Capture sources are one place, and so are groups. */
export function arrange(items: readonly HealthItem[]): Place[] {
  const sorted = [...items].sort((a, b) => rank(a.state) - rank(b.state));
  const of = (kind: string) => sorted.filter((item) => kindOf(item) === kind);
  const first = FIRST.map(({ kind, label, missing }) => folded(kind, label, of(kind), (count) => `${count} sources`) ?? nothing(kind, label, missing));
  const groups = folded('group', 'Groups', of('group'), (count) => `${count} groups`);
  const others = sorted.filter((item) => kindOf(item) !== 'group' && FIRST.every(({ kind }) => kind !== kindOf(item))).map(alone);
  const rest = [...(groups ? [groups] : []), ...others].sort((a, b) => rank(a.state) - rank(b.state));
  return [...first, ...rest];
}

const nothing = (id: string, label: string, figure: string): Place => ({ id, label, state: 'off', figure, since: null, items: [] });

const alone = (item: HealthItem): Place => ({ id: item.id, label: item.label, state: item.state, figure: item.figure, since: item.since, items: [item] });

/** Several behind the name of their kind, saying how the worst of them is. */
function folded(kind: string, label: string, items: readonly HealthItem[], count: (many: number) => string): Place | null {
  const [worst] = items;
  if (!worst) return null;
  if (items.length === 1) return kind === 'group' ? { ...alone(worst), id: kind, label: `Group ${worst.label}` } : { ...alone(worst), id: kind };
  const wrong = items.filter(({ state }) => state === 'down' || state === 'degraded');
  const figure = wrong.length === 0 ? count(items.length) : wrong.length === 1 ? `${worst.label}: ${worst.figure}` : `${wrong.length} of ${count(items.length)}: ${worst.label}, ${worst.figure}`;
  return { id: kind, label, state: worst.state, figure, since: worst.since, items };
}
