import { FenceRefused, type KafkaRow, type RecordedBatch, type SourceBatch, type SourceClaim, type SourceDescription } from '@contraflow/store';
import { Recorder } from '../../src/ports/recorder.js';

/** The recorder's contract over memory, for specs of what comes before it. */
export class MemoryRecorder extends Recorder {
  readonly batches: SourceBatch[] = [];
  readonly claims: SourceDescription[] = [];
  private readonly held = new Map<string, { epoch: number; next: bigint }>();
  /** While it is set, room is what it resolves to. */
  waitForRoom: Promise<void> | null = null;

  async claim(description: SourceDescription): Promise<SourceClaim> {
    this.claims.push(description);
    const before = this.held.get(description.source);
    const now = { epoch: (before?.epoch ?? 0) + 1, next: before?.next ?? description.startAt };
    this.held.set(description.source, now);
    return { source: description.source, ...now };
  }

  async record(batch: SourceBatch): Promise<RecordedBatch> {
    const held = this.held.get(batch.source);
    if (held?.epoch !== batch.epoch || held.next !== batch.expected) throw new FenceRefused([batch.source]);
    held.next = batch.next;
    this.batches.push(batch);
    return { ...batch, recordedAt: Date.now() };
  }

  room(_bytes: number, signal?: AbortSignal): Promise<void> {
    if (!this.waitForRoom) return Promise.resolve();
    const aborted = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));
    return Promise.race([this.waitForRoom, aborted]);
  }

  isFull(): boolean {
    return this.waitForRoom !== null;
  }

  rows(): KafkaRow[] {
    return this.batches.flatMap((batch) => batch.rows.kafka);
  }

  position(source: string): bigint | undefined {
    return this.held.get(source)?.next;
  }
}
