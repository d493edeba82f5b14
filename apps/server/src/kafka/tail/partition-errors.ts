/** What to do about a partition that answers a fetch with an error. */
export interface Remedy {
  /**
   * `reposition`: look where the log begins and ends; `moved`: ask who leads it; `doubtful`: look
   * whether the topic still is what it was; `denied`: we may not read it; `wait`: just try again.
   */
  kind: 'reposition' | 'moved' | 'doubtful' | 'denied' | 'wait';
  meaning: string;
  afterMs: number;
}

const reposition = (meaning: string): Remedy => ({ kind: 'reposition', meaning, afterMs: 200 });
const moved = (meaning: string): Remedy => ({ kind: 'moved', meaning, afterMs: 300 });
const doubtful = (meaning: string): Remedy => ({ kind: 'doubtful', meaning, afterMs: 1_000 });

/** By Kafka's error codes: https://kafka.apache.org/protocol.html#protocol_error_codes */
const REMEDIES: Record<number, Remedy> = {
  1: reposition('the offset to read is not in the log any more; looking where it begins.'),
  3: doubtful('the broker does not know the partition (any more).'),
  5: moved('nobody leads the partition now.'),
  6: moved('another broker leads the partition now.'),
  9: moved('its replica is not available now.'),
  29: { kind: 'denied', meaning: 'reading it is not allowed. Grant READ on the topic to the user of KAFKA_SASL_USERNAME.', afterMs: 0 },
  74: moved('another broker leads the partition now.'),
  75: moved('another broker leads the partition now.'),
  76: moved('another broker leads the partition now.'),
  78: reposition('the offset is not available yet.'),
  100: doubtful('a topic with this id does not exist (any more).'),
  103: doubtful('the topic was deleted and made again.'),
};

export function remedyOf(errorCode: number): Remedy {
  return REMEDIES[errorCode] ?? { kind: 'wait', meaning: `the broker answers with error code ${errorCode}; trying again.`, afterMs: 2_000 };
}
