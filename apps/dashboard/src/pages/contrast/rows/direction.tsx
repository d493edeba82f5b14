import type { Contrast } from '@contraflow/contract';
import { count } from '../../../ui/format/numbers.js';
import { ContrastRow } from '../ContrastRow.js';
import { PairList } from '../PairList.js';

/** Direction: caller to callee within one exchange, or producers and groups on both ends of a topic. */
export function DirectionRow({ contrast: { direction } }: { contrast: Contrast }) {
  const { http, kafka } = direction;
  const pairs = [...kafka.produces.map((pair) => ({ ...pair, unit: 'sent' })), ...kafka.consumes.map((pair) => ({ ...pair, unit: 'read' }))];
  const both = kafka.bothWays.length === 0 ? 'nobody goes both ways' : `both ways: ${kafka.bothWays.join(', ')}`;
  return (
    <ContrastRow
      id="direction"
      question="Direction"
      explanation="from caller to callee, or both ways at once"
      http={{
        figure: { ...count(http.pairs.length), unit: 'caller → callee' },
        note: 'one way at a time, within one exchange',
        chart: <PairList pairs={http.pairs.map((pair) => ({ ...pair, unit: '' }))} side="http" />,
      }}
      kafka={{
        figure: { ...count(pairs.length), unit: 'producer ⇆ topic ⇆ group' },
        note: both,
        chart: <PairList pairs={pairs} side="kafka" />,
      }}
    />
  );
}
