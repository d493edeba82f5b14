import type { Contrast, Quantiles } from '@contraflow/contract';
import { HistogramBars } from '../../../ui/charts/HistogramBars.js';
import { asText, duration, exact, type Figure } from '../../../ui/format/numbers.js';
import { ContrastRow } from '../ContrastRow.js';

const p95 = (quantiles: Quantiles | null): Figure => {
  const figure = duration(quantiles?.p95Ns);
  return { value: figure.value, unit: quantiles ? `${figure.unit} p95` : '' };
};

const ladder = (quantiles: Quantiles | null) =>
  quantiles ? `p50 ${asText(duration(quantiles.p50Ns))} · p99 ${asText(duration(quantiles.p99Ns))}` : 'nothing measured';

const marks = (quantiles: Quantiles | null) =>
  quantiles
    ? [
        { name: 'p50', ns: quantiles.p50Ns },
        { name: 'p95', ns: quantiles.p95Ns },
      ]
    : [];

/** Those that nobody is blocked by are counted on their own. */
const besides = (number: number, noun: string) => (number === 0 ? '' : ` · ${exact(number)} ${noun}${number === 1 ? '' : 's'} beside`);

/** How work is asked for. Accepted and completed are two clocks and stay two figures. */
export function AskingRow({ contrast }: { contrast: Contrast }) {
  const { http, kafka } = contrast.asking;
  const source = kafka.completedSource === 'commits' ? 'from commits' : 'from the sweep, to its interval';
  return (
    <ContrastRow
      id="asking"
      question="How work is asked for"
      explanation="request and await, or publish and subscribe"
      http={{
        figure: p95(http.blocked.quantiles),
        note: `caller blocked · ${ladder(http.blocked.quantiles)}${besides(http.streams, 'stream')}${besides(http.tunnels, 'WebSocket')}`,
        chart: <HistogramBars label="How long callers were blocked" sets={[{ name: 'blocked', colour: 'var(--rest)', bars: http.blocked.bars }]} marks={marks(http.blocked.quantiles)} />,
      }}
      kafka={{
        figure: kafka.accepted.quantiles ? duration(kafka.accepted.quantiles.p95Ns) : { value: 'unknown', unit: '' },
        then: p95(kafka.completed.quantiles),
        note: (
          <>
            accepted → completed {source}
            <br />
            readable {ladder(kafka.readable.quantiles)}
            {kafka.fanOut !== null && ` · fan-out × ${kafka.fanOut.toFixed(1)}`}
            {kafka.accepted.quantiles === null && ' · no producer reports its sends'}
          </>
        ),
        chart: (
          <HistogramBars
            label="How long until records were accepted and completed"
            sets={[
              { name: 'accepted', colour: 'var(--kafka)', bars: kafka.accepted.bars },
              { name: 'completed', colour: 'var(--warn)', bars: kafka.completed.bars },
            ]}
            marks={[
              ...(kafka.accepted.quantiles ? [{ name: 'accepted p95', ns: kafka.accepted.quantiles.p95Ns }] : []),
              ...(kafka.completed.quantiles ? [{ name: 'completed p95', ns: kafka.completed.quantiles.p95Ns }] : []),
            ]}
          />
        ),
      }}
    />
  );
}
