import type { BatchAnswer } from '@contraflow/contract';

/** A batch that was sent, and whose answer may still be on its way. */
interface SentBatch {
  /** The position behind its last entry. */
  end: number;
  count: number;
  answer: Promise<BatchAnswer>;
}

/**
 * The batches that are under way, in order. The server answers after the commit, so that a sender that waited for each
 * answer would leave it idle between two; a few are sent ahead instead. After trouble it is one at a time again, until
 * one went well: what follows on a batch that failed would be refused.
 */
export class UnderWay {
  private readonly batches: SentBatch[] = [];
  private most = 1;

  /** @param ahead most batches under way at once */
  constructor(private readonly ahead: number) {}

  get count(): number {
    return this.batches.length;
  }

  /** Where the next batch begins; null when none is under way. */
  get end(): number | null {
    return this.batches.at(-1)?.end ?? null;
  }

  hasRoom(): boolean {
    return this.batches.length < this.most;
  }

  add(batch: SentBatch): void {
    // Whoever waits for the first does not yet look at the others.
    batch.answer.catch(() => undefined);
    this.batches.push(batch);
  }

  /**
   * The answer to the first.
   * @throws what its answer was, when it is not taken; then none is under way any more
   */
  async first(): Promise<BatchAnswer & { count: number }> {
    const { answer, count, end } = this.batches[0] as SentBatch;
    try {
      const answered = await answer;
      this.batches.shift();
      // The server had part of it from another time: what was sent behind it does not follow on that.
      if (answered.next !== end) await this.giveUp();
      else this.most = this.ahead;
      return { ...answered, count };
    } catch (error) {
      await this.giveUp();
      throw error;
    }
  }

  private async giveUp(): Promise<void> {
    this.most = 1;
    await Promise.allSettled(this.batches.splice(0).map((batch) => batch.answer));
  }
}
