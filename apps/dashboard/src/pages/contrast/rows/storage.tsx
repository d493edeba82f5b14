import type { Contrast } from '@contraflow/contract';
import { SeriesChart } from '../../../ui/charts/SeriesChart.js';
import { asText, bytes, count, seconds } from '../../../ui/format/numbers.js';
import { ContrastRow } from '../ContrastRow.js';

/** Where data stays: written into the server's database, or kept by the topics. */
export function StorageRow({ contrast: { storage, from, to } }: { contrast: Contrast }) {
  const { http, kafka } = storage;
  const httpNote =
    http.source === 'database'
      ? `written to the database · ${asText(count(http.rowsWritten))} rows · ${asText(bytes(http.databaseBytes))} there now`
      : 'in the bodies of successful writes; name the database in OBSERVED_DATABASES to see rows';
  return (
    <ContrastRow
      id="storage"
      question="Where data stays"
      explanation="in the database behind the server, or in the topics themselves"
      http={{
        figure: bytes(http.bytesWritten),
        note: httpNote,
        chart: <SeriesChart label="Bytes written" series={[{ label: 'written', colour: '--rest', points: http.series.points }]} range={{ from, to }} format={bytes} />,
      }}
      kafka={{
        figure: kafka.bytesRetained === null ? count(kafka.recordsRetained) : bytes(kafka.bytesRetained),
        note: `retained in topics · ${asText(count(kafka.replayable))} records can be replayed · ${
          kafka.horizonSeconds === null ? 'horizon unknown' : `${asText(seconds(kafka.horizonSeconds))} horizon`
        }`,
        chart: <SeriesChart label="Retained in topics" series={[{ label: 'retained', colour: '--kafka', points: kafka.series.points }]} range={{ from, to }} format={bytes} />,
      }}
    />
  );
}
