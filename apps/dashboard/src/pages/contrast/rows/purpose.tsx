import type { Contrast } from '@contraflow/contract';
import { SeriesChart } from '../../../ui/charts/SeriesChart.js';
import { asText, count, perSecond } from '../../../ui/format/numbers.js';
import { ContrastRow } from '../ContrastRow.js';
import { MixBar } from '../MixBar.js';

const rest = (strength: number) => `color-mix(in srgb, var(--rest) ${strength}%, var(--panel))`;

/** What it is for: what callers ask of a server, or how steadily a pipeline runs. */
export function PurposeRow({ contrast: { purpose, from, to } }: { contrast: Contrast }) {
  const { http, kafka } = purpose;
  const mix = [
    { label: 'create', count: http.mix.create, colour: rest(100) },
    { label: 'read', count: http.mix.read, colour: rest(75) },
    { label: 'update', count: http.mix.update, colour: rest(55) },
    { label: 'delete', count: http.mix.delete, colour: rest(40) },
    { label: 'other', count: http.mix.other, colour: rest(25) },
  ];
  const burst = kafka.burstiness === null ? '' : ` · busiest minute ${kafka.burstiness.toFixed(1)} × the mean`;
  return (
    <ContrastRow
      id="purpose"
      question="What it is for"
      explanation="a bridge between a client and a server, or a pipeline that never ends"
      http={{
        figure: perSecond(http.perSecond),
        note: `requests · ${asText(count(http.inFlight))} in flight on average`,
        chart: <MixBar parts={mix} label="What requests do" />,
      }}
      kafka={{
        figure: perSecond(kafka.perSecond),
        note: `records · ${kafka.activeTopics} topics · ${kafka.activeProducers} known producers${burst}`,
        chart: <SeriesChart label="Records per second" series={[{ label: 'records', colour: '--kafka', points: kafka.series.points }]} range={{ from, to }} format={perSecond} />,
      }}
    />
  );
}
