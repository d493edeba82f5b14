import type { HealthItem } from '@contraflow/contract';
import type { RecorderFigures } from '../ports/recorder-stats.js';

const BEHIND_SECONDS = 10;

/** The recorder's line on the board of health. */
export function recorderHealth({ queue, secondsBehind, stalled }: RecorderFigures): Omit<HealthItem, 'since'> {
  const item = { id: 'recorder', label: 'Recorder', figure: `${secondsBehind.toFixed(1)} s behind` };
  const waiting = `${queue.rows} rows (${(queue.bytes / 1_048_576).toFixed(1)} MiB) wait`;
  if (stalled) {
    const detail = `Nothing can be stored: ${stalled.reason}. ${waiting}; beyond ${Math.round(queue.limitBytes / 1_048_576)} MiB, capture spools and Kafka keep what comes. It goes on by itself.`;
    return { ...item, state: 'down', detail };
  }
  if (queue.bytes >= queue.limitBytes) {
    return { ...item, state: 'degraded', detail: `More comes in than Postgres takes: ${waiting}, and sources are being slowed down. Nothing is lost.` };
  }
  if (secondsBehind >= BEHIND_SECONDS) return { ...item, state: 'degraded', detail: `${waiting}; it is catching up.` };
  return { ...item, state: 'ok', detail: null };
}
