import { ProblemError } from '../ports/problem-error.js';

/** So long a batch waits for the one before it, which may have broken off on its way. */
const WAIT_MS = 2_000;
/** Batches of one claim that wait; a sender of ours has a few. */
const MOST_WAITING = 16;

interface Waiter {
  expected: number;
  go(): void;
  giveUp(problem: ProblemError): void;
}

interface Line {
  epoch: number;
  /** The position behind the last batch that was handed in; null where that is not known, as after a start. */
  end: number | null;
  busy: boolean;
  waiting: Waiter[];
}

/**
 * Lets the batches of a claim be handed in one after the other, in the order of their positions: a sender has several on
 * their way at once, over connections that overtake one another.
 */
export class ClaimOrder {
  private readonly lines = new Map<string, Line>();

  /** A claim was made, and `end` is where it goes on. What waits of the claim before is refused. */
  begin(source: string, epoch: number, end: number | null): Line {
    this.giveUp(this.lines.get(source));
    const line = { epoch, end, busy: false, waiting: [] };
    this.lines.set(source, line);
    return line;
  }

  /**
   * Does `work` when it is its turn; its answer says where the batch ends.
   * @param expected the position that the batch follows on
   * @throws ProblemError 409 when what it follows on did not come or failed, 503 when too many wait; and what `work` throws
   */
  async take<T extends { end: number }>(source: string, epoch: number, expected: number, work: () => Promise<T>): Promise<T> {
    const known = this.lines.get(source);
    const line = known?.epoch === epoch ? known : this.begin(source, epoch, null);
    if (line.busy || !isNext(line, expected)) await this.turn(line, expected);
    line.busy = true;
    try {
      const done = await work();
      line.end = Math.max(line.end ?? 0, done.end);
      return done;
    } catch (error) {
      this.giveUp(line);
      throw error;
    } finally {
      line.busy = false;
      line.waiting.find((waiter) => isNext(line, waiter.expected))?.go();
    }
  }

  private turn(line: Line, expected: number): Promise<void> {
    if (line.waiting.length >= MOST_WAITING) throw new ProblemError({ title: 'Too many batches at once', status: 503, detail: `${MOST_WAITING} batches of this claim wait already.`, retryAfter: 1 });
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        line.waiting = line.waiting.filter((other) => other !== waiter);
      };
      const waiter: Waiter = {
        expected,
        go: () => {
          leave();
          // Nobody may come in between until it has begun.
          line.busy = true;
          resolve();
        },
        giveUp: (problem) => {
          leave();
          reject(problem);
        },
      };
      const timer = setTimeout(() => waiter.giveUp(outOfOrder()), WAIT_MS);
      line.waiting = [...line.waiting, waiter].sort((a, b) => a.expected - b.expected);
    });
  }

  private giveUp(line: Line | undefined): void {
    for (const waiter of line?.waiting ?? []) waiter.giveUp(outOfOrder());
  }
}

const isNext = ({ end }: Line, expected: number) => end === null || expected <= end;

const outOfOrder = () =>
  new ProblemError({
    title: 'The batch before did not come',
    status: 409,
    detail: 'What this batch follows on was not taken. Claim the source again (POST /api/capture/sources) and go on from the position of the answer.',
  });
