import type { Admin, Connection } from '@platformatic/kafka';
import { TookTooLong, within } from './bounded.js';
import { kafkaAdmin, type KafkaSettings } from './client.js';
import { METADATA_KEY, metadataApis, type MetadataAnswer } from './metadata-api.js';

const ANSWER_MS = 20_000;
const CLOSE_MS = 3_000;

/** Questions to the cluster that are not about records. Every answer is bounded in time. */
export class ClusterApi {
  private client: Admin | null = null;
  private versions: Map<number, { minVersion: number; maxVersion: number }> | null = null;

  constructor(private readonly settings: KafkaSettings) {}

  /** Asks through the client; one that does not answer in time is dropped, and the next question gets a fresh one. */
  async ask<T>(what: string, question: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.admin();
    try {
      return await within(ANSWER_MS, what, question(admin));
    } catch (error) {
      if (error instanceof TookTooLong && this.client === admin) await this.close();
      throw error;
    }
  }

  /** Topics, ids and brokers, from whichever broker answers first. */
  metadata(): Promise<MetadataAnswer> {
    return this.ask('the cluster', async (admin) => {
      const highest = (await this.supported(admin)).get(METADATA_KEY)?.maxVersion ?? 0;
      const api = metadataApis.find(({ version }) => version <= highest);
      if (!api) throw new Error(`the brokers are older than Kafka 2.4 (they know Metadata up to version ${highest})`);
      return api.async(await this.anyConnection(admin));
    });
  }

  /** Asks one broker through a request of our own. */
  askBroker<T>(what: string, broker: { host: string; port: number }, question: (connection: Connection) => Promise<T>): Promise<T> {
    return this.ask(what, async (admin) => question(await admin.connections.get(broker)));
  }

  /** True when the brokers know this version of this request. */
  async knows(key: number, version: number): Promise<boolean> {
    const range = (await this.ask('the cluster', (admin) => this.supported(admin))).get(key);
    return range !== undefined && range.minVersion <= version && version <= range.maxVersion;
  }

  async close(): Promise<void> {
    const admin = this.client;
    this.client = null;
    this.versions = null;
    await within(CLOSE_MS, 'closing', admin?.close() ?? Promise.resolve()).catch(() => undefined);
  }

  private admin(): Admin {
    if (this.client) return this.client;
    const admin = kafkaAdmin(this.settings);
    // A second error of one connection would have no listener left and end the process.
    admin.connections.on('connecting', ({ connection }) => connection.on('error', () => undefined));
    return (this.client = admin);
  }

  private async supported(admin: Admin) {
    if (!this.versions) {
      const apis = await admin.listApis();
      this.versions = new Map(apis.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { minVersion, maxVersion }]));
    }
    return this.versions;
  }

  private anyConnection(admin: Admin): Promise<Connection> {
    const brokers = this.settings.kafkaBrokers.map((address) => {
      const at = address.lastIndexOf(':');
      return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
    });
    return admin.connections.getFirstAvailable(brokers);
  }
}
