import type { ICustomPartitioner, Message } from 'kafkajs';

/** Chosen more than once, differently: a retry moved it, so where it lies is not known. */
const UNCLEAR = -1;
const chosen = new WeakMap<Message, number>();

/**
 * Notes the partition that a partitioner chooses for each message, so that {@link wrapProducer} can tell its offset:
 * `kafka.producer({ createPartitioner: notePartitions(Partitioners.DefaultPartitioner) })`.
 */
export function notePartitions(createPartitioner: ICustomPartitioner): ICustomPartitioner {
  return () => {
    const choose = createPartitioner();
    return (args) => {
      const partition = choose(args);
      const before = chosen.get(args.message);
      chosen.set(args.message, before === undefined || before === partition ? partition : UNCLEAR);
      return partition;
    };
  };
}

/** To be called before a send: what was noted for an earlier one does not count. */
export function forgetPartitions(messages: readonly Message[]): void {
  for (const message of messages) chosen.delete(message);
}

/** Where a message went, as far as that is known. */
export function partitionOf(message: Message): number | null {
  const noted = chosen.get(message) ?? message.partition;
  return noted === undefined || noted === UNCLEAR ? null : noted;
}
