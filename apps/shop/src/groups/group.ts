import type { SupervisedConsumer } from '../kafka/supervise-consumer.js';

/** Injects the three groups. */
export const GROUPS = Symbol('groups');

/** One of the shop's consumer groups. */
export interface Group {
  readonly name: string;
  /** @param signal aborted when the shop stops */
  consumer(signal: AbortSignal): SupervisedConsumer;
}

/** Commits soon after the work is done, so that the completed latency that others measure is the true one. */
export const COMMIT_SOON = { autoCommitInterval: 500, autoCommitThreshold: 50 };
