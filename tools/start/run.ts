import type { DataFolder } from './data-folder.ts';
import type { Arguments } from './plan.ts';
import type { Secrets } from './secrets.ts';

/** The environment of one program, on top of the supervisor's own. */
export type Environment = Record<string, string>;

/**
 * All that the supervisor has to know, as plain data: it is handed over to another program (see {@link handOver}), which
 * loads neither the settings nor what builds.
 */
export interface Run {
  /** When the person began to wait, milliseconds since 1970. */
  began: number;
  args: Arguments;
  folder: DataFolder;
  secrets: Secrets;
  /** Null where brokers of the user are used, or none can be had. */
  embeddedKafka: { port: number; controllerPort: number } | null;
  embeddedPostgres: { port: number } | null;
  runGateway: boolean;
  environments: { server: Environment; gateway: Environment; shop: Environment };
  urls: { server: string; shop: string; dashboard: string; gateways: string[] };
  brokers: string;
  /** Why there is no Kafka, or null. */
  noKafka: string | null;
  admin: { username: string; password: string; /** By a setting, so that nobody has to be told. */ given: boolean };
  dashboardDevPort: number;
}
