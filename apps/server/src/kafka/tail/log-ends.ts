import { ageableTime } from '@contraflow/contract';
import type { Catalog, Topic } from '../catalog.js';
import type { ClusterApi } from '../cluster-api.js';
import { listOffsetsApi, type ListedOffset, type WantedOffsets } from '../list-offsets-api.js';
import type { LogEnds } from './cursor-book.js';

const LATEST = -1n;
const EARLIEST = -2n;
/** The first record of this time or later: any. */
const ANY_TIME = 0n;

/** Reads where logs begin and end now, from the brokers that lead them. */
export class LogEndsReader {
  constructor(
    private readonly api: ClusterApi,
    private readonly catalog: Catalog,
  ) {}

  /**
   * @param wanted partitions by topic name
   * @returns both ends by topic name, then partition; what cannot be told now is left out
   * @throws Error when a broker does not answer
   */
  async read(wanted: Map<string, number[]>): Promise<Map<string, Map<number, LogEnds>>> {
    const [starts, ends] = await Promise.all([this.list(wanted, EARLIEST), this.list(wanted, LATEST)]);
    const highWatermarks = new Map(ends.map(({ topic, partition, offset }) => [`${topic} ${partition}`, offset]));
    const result = new Map([...wanted.keys()].map((topic) => [topic, new Map<number, LogEnds>()]));
    for (const { topic, partition, offset: logStartOffset } of starts) {
      const highWatermark = highWatermarks.get(`${topic} ${partition}`);
      if (highWatermark !== undefined) result.get(topic)?.set(partition, { logStartOffset, highWatermark });
    }
    return result;
  }

  /** The time of the first record in each log, in epoch milliseconds by `topic partition`; absent where it is empty, null where that time cannot be. */
  async oldest(wanted: Map<string, number[]>): Promise<Map<string, number | null>> {
    const listed = await this.list(wanted, ANY_TIME);
    return new Map(listed.map(({ topic, partition, timestamp }) => [`${topic} ${partition}`, ageableTime(Number(timestamp), Date.now())]));
  }

  private async list(wanted: Map<string, number[]>, timestamp: bigint): Promise<ListedOffset[]> {
    const view = this.catalog.last();
    const byLeader = new Map<number, WantedOffsets[]>();
    for (const [topic, partitions] of wanted) {
      for (const [leader, led] of leadersOf(view?.topics.get(topic), partitions)) {
        byLeader.set(leader, [...(byLeader.get(leader) ?? []), { topic, partitions: led }]);
      }
    }
    const answers = [...byLeader].flatMap(([leader, some]) => {
      const broker = view?.brokers.get(leader);
      return broker ? [this.api.askBroker('offsets', broker, (connection) => listOffsetsApi.async(connection, some, timestamp))] : [];
    });
    return (await Promise.all(answers)).flat().filter(({ errorCode, offset }) => errorCode === 0 && offset >= 0n);
  }
}

function leadersOf(topic: Topic | undefined, partitions: number[]): Map<number, number[]> {
  const result = new Map<number, number[]>();
  for (const partition of partitions) {
    const leader = topic?.leaders.get(partition);
    if (leader !== undefined) result.set(leader, [...(result.get(leader) ?? []), partition]);
  }
  return result;
}
