import type { FlowsMessage, GroupProgress, HealthReport, LiveCursor, LiveTotals, Pulse, Side, Snapshot } from '@contraflow/contract';
import { ValueStore } from '../ui/value-store.js';
import { Lane, type LaneChunk, type LaneRow } from './lane.js';
import { MatchRate } from './match-rate.js';
import { ProgressBoard } from './progress.js';
import type { Tick } from './tick.js';

/** Pulses kept for the sparklines: two minutes of them. */
export const PULSES = 120;
/** Messages that wait for one drawing; with more they are taken at once. */
const INBOX = 100;

/** What a lane shows. A new object with each drawing that changed something. */
export interface LaneView {
  /** Oldest first. */
  rows: readonly LaneRow[];
  /** Since the subscription began; null before the first message. */
  totals: LiveTotals | null;
  /** Flows that this page has but does not show, because the lane is held. */
  waiting: number;
}

export interface ProgressView {
  board: ProgressBoard;
}

/** Why a lane stands still. */
export type HoldReason = 'paused' | 'pointed';

interface LaneState {
  lane: Lane;
  rate: MatchRate;
  inbox: LaneChunk[];
  totals: LiveTotals | null;
  holds: Set<HoldReason>;
  view: ValueStore<LaneView>;
}

const SIDES: readonly Side[] = ['http', 'kafka'];

/** All that the live page shows, made of the server's messages; knows no socket and no React. */
export class LiveStream {
  readonly pulses = new ValueStore<readonly Pulse[]>([]);
  readonly health = new ValueStore<HealthReport | null>(null);
  readonly progress = new ValueStore<ProgressView>({ board: new ProgressBoard() });
  /** Counted by the server while it holds delivery. */
  readonly waiting = new ValueStore<{ http: number; kafka: number }>({ http: 0, kafka: 0 });
  /** True once the rows belong to the present subscription. */
  readonly settled = new ValueStore(false);
  private readonly sides: Record<Side, LaneState> = { http: newLane(), kafka: newLane() };
  private latest: LiveCursor | null = null;

  constructor(private readonly tick: Tick) {}

  /** From here a new subscription can go on; null before the first message. */
  get cursor(): LiveCursor | null {
    return this.latest;
  }

  lane(side: Side): ValueStore<LaneView> {
    return this.sides[side].view;
  }

  /** The subscription changes: what stands there is not of it. The next message begins anew. */
  unsettle(): void {
    this.settled.set(false);
  }

  takeSnapshot(snapshot: Snapshot): void {
    this.latest = snapshot.cursor;
    for (const side of SIDES) {
      const state = this.sides[side];
      state.inbox = [];
      state.totals = null;
      state.rate.reset();
      state.lane.clear();
      state.lane.add({ flows: snapshot.flows.filter((flow) => flow.kind === side), leftOut: 0, matchedPerSecond: null });
    }
    this.pulses.set(snapshot.pulses.slice(-PULSES));
    this.health.set(snapshot.health);
    this.progress.get().board.clear();
    this.takeProgress(snapshot.progress);
    this.waiting.set({ http: 0, kafka: 0 });
    this.draw();
    this.settled.set(true);
  }

  takeFlows(message: FlowsMessage): void {
    this.latest = message.cursor;
    for (const side of SIDES) {
      const state = this.sides[side];
      state.totals = message.totals[side];
      const matchedPerSecond = state.rate.seen(message.totals[side].matched, performance.now());
      state.inbox.push({ flows: message.flows.filter((flow) => flow.kind === side), leftOut: message.leftOut[side], matchedPerSecond });
    }
    this.settled.set(true);
    if (this.sides.http.inbox.length > INBOX) this.draw();
    else this.tick.request(() => this.draw());
  }

  takePulse(pulse: Pulse): void {
    this.pulses.set([...this.pulses.get(), pulse].slice(-PULSES));
  }

  takeProgress(changes: GroupProgress[]): void {
    const { board } = this.progress.get();
    board.apply(changes);
    this.progress.set({ board });
  }

  /** The lane's rows stand still until every reason for it is released. */
  hold(side: Side, reason: HoldReason): void {
    const state = this.sides[side];
    if (state.holds.size === 0) {
      take(state);
      state.lane.hold();
      show(state);
    }
    state.holds.add(reason);
  }

  release(side: Side, reason: HoldReason): void {
    const state = this.sides[side];
    if (!state.holds.delete(reason) || state.holds.size > 0) return;
    state.lane.release();
    show(state);
  }

  private draw(): void {
    for (const side of SIDES) {
      const state = this.sides[side];
      take(state);
      show(state);
    }
  }
}

function newLane(): LaneState {
  return { lane: new Lane(), rate: new MatchRate(), inbox: [], totals: null, holds: new Set(), view: new ValueStore<LaneView>({ rows: [], totals: null, waiting: 0 }) };
}

/** Hands the lane what came since the last drawing. */
function take(state: LaneState): void {
  const chunks = state.inbox;
  state.inbox = [];
  for (const chunk of chunks) state.lane.append(chunk);
}

function show({ lane, totals, view }: LaneState): void {
  view.set({ rows: lane.all, totals, waiting: lane.waitingCount });
}
