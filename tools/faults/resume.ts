import { until } from './patience.ts';
import { readProgress, type Progress } from './recorded.ts';
import type { Rig } from './rig.ts';

/** How far recording is; waits while Postgres is away. */
export const progressOf = (rig: Rig): Promise<Progress> => until('Postgres', () => readProgress(rig.databaseUrl));

/**
 * Waits until records beyond `before` are recorded.
 * @returns seconds since `from` (epoch milliseconds)
 */
export async function untilResumed(rig: Rig, before: Progress, from: number): Promise<number> {
  await until('recording', async () => {
    const now = await readProgress(rig.databaseUrl);
    return now && now.records > before.records ? now : null;
  });
  return (Date.now() - from) / 1_000;
}
