import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { HealthItem } from '@contraflow/contract';
import { countLosses, Store, type LossCounts } from '@contraflow/store';
import { DatabaseGate } from '../ports/database-gate.js';
import { HealthBoard } from '../ports/health-board.js';

const LOOK_MS = 10_000;
const DAY_MS = 86_400_000;
/** So long a loss is worth a warning. */
const WARN_MS = 3_600_000;
/** Beyond this they are not counted one by one. */
const MOST = 10_000;
const TIMEOUT_MS = 5_000;

/** Says on the board when something was set aside or lost, and leads to the page that shows it. */
@Injectable()
export class LossesHealth implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('losses');
  private timer: NodeJS.Timeout | null = null;
  private looking = false;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DatabaseGate) private readonly gate: DatabaseGate,
    @Inject(HealthBoard) private readonly board: HealthBoard,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
    void this.look();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** What the board said stays while nobody can be asked. */
  async look(): Promise<void> {
    if (this.looking || this.gate.absent()) return;
    this.looking = true;
    try {
      const now = Date.now();
      this.board.set(lossesHealth(await countLosses(this.store.pool, now - DAY_MS, MOST, TIMEOUT_MS), now));
    } catch (error) {
      this.log.debug(`losses could not be counted: ${(error as Error).message}`);
    } finally {
      this.looking = false;
    }
  }
}

/** The losses' line on the board. */
export function lossesHealth({ setAside, drops, dropped, latest }: LossCounts, now: number): Omit<HealthItem, 'since'> {
  const item = { id: 'losses', label: 'Losses', href: '/losses' };
  if (latest === null) return { ...item, state: 'ok', figure: 'none in 24 h', detail: null };
  const words = [setAside > 0 && `${counted(setAside)} set aside`, drops > 0 && `${dropped}${drops >= MOST ? '+' : ''} dropped`].filter(Boolean);
  const detail = 'In the last 24 hours: what could not be stored as a flow was set aside with its bytes and a reason, and sources told of flows that they could not keep.';
  return { ...item, state: now - latest < WARN_MS ? 'degraded' : 'ok', figure: words.join(' · '), detail };
}

const counted = (count: number) => `${count}${count >= MOST ? '+' : ''}`;
