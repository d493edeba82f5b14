import type { Contrast } from '@contraflow/contract';
import { SeriesChart } from '../../../ui/charts/SeriesChart.js';
import { asText, count, percent, seconds } from '../../../ui/format/numbers.js';
import { ContrastRow } from '../ContrastRow.js';
import { MixBar } from '../MixBar.js';

const COLOURS: Record<string, string> = {
  '1xx': 'var(--muted)',
  '2xx': 'var(--rest)',
  '3xx': 'color-mix(in srgb, var(--rest) 55%, var(--panel))',
  '4xx': 'var(--warn)',
  '5xx': 'var(--bad)',
};

/** Interest in the answer: the caller expects one, the producer does not look back. */
export function InterestRow({ contrast: { interest, exchanges, from, to } }: { contrast: Contrast }) {
  const { http, kafka } = interest;
  const parts = Object.entries(http.classes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, many]) => ({ label, count: many, colour: COLOURS[label] ?? 'var(--muted)' }));
  if (http.unanswered > 0) parts.push({ label: 'no answer', count: http.unanswered, colour: 'color-mix(in srgb, var(--bad) 55%, var(--panel))' });
  const answered = exchanges === 0 ? null : (exchanges - http.unanswered) / exchanges;
  const oldest = kafka.timeLagSeconds === null ? '' : ` · oldest ${asText(seconds(kafka.timeLagSeconds))}`;
  const behind = kafka.groupBehind ? `${kafka.groupBehind} furthest` : kafka.offsetLag === null ? 'no group is known' : 'no group is behind';
  return (
    <ContrastRow
      id="interest"
      question="Interest in the answer"
      explanation="the caller expects one, the producer does not look back"
      http={{
        figure: { ...percent(answered), unit: answered === null ? '' : '% answered' },
        note: `${asText(count(http.unanswered))} without an answer · ${asText(count(http.timedOut))} timed out`,
        chart: <MixBar parts={parts} label="Answers by class" />,
      }}
      kafka={{
        figure: { value: asText(count(kafka.offsetLag)), unit: kafka.offsetLag === null ? '' : 'records behind' },
        note: `${behind}${oldest} · ${asText(count(kafka.unread))} read by no group · ${asText(count(kafka.expiredUnread))} expired unread`,
        chart: <SeriesChart label="Lag of all groups" series={[{ label: 'lag', colour: '--warn', points: kafka.series.points }]} range={{ from, to }} format={count} />,
      }}
    />
  );
}
