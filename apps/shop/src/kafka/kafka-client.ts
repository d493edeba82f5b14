import { notePartitions } from '@contraflow/capture';
import { Kafka, logLevel, Partitioners, type Producer, type SASLOptions } from 'kafkajs';
import type { Config } from '../config.js';
import type { Log } from '../core/log.js';

/** Injects the shop's kafkajs client. */
export const KAFKA = Symbol('kafka');

/**
 * kafkajs as the shop uses it: few tries, soon over, because whoever calls it waits and tries again by himself.
 * Its own log also shows what then succeeds, so it goes to `debug`.
 */
export function createKafka(config: Config, log: Log): Kafka {
  return new Kafka({
    clientId: 'shop',
    brokers: config.kafkaBrokers,
    ssl: config.kafkaSsl,
    sasl: saslOf(config),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 200, maxRetryTime: 1_000, retries: 2 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => log.debug({ kafkajs: entry.log }, entry.log.message),
  });
}

function saslOf(config: Config): SASLOptions | undefined {
  const credentials = { username: config.kafkaSaslUsername, password: config.kafkaSaslPassword };
  switch (config.kafkaSaslMechanism) {
    case '':
      return undefined;
    case 'plain':
      return { mechanism: 'plain', ...credentials };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', ...credentials };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', ...credentials };
  }
}

/** Notes the partition of each record, so that its offset can be told when it is captured. */
export function createProducer(kafka: Kafka): Producer {
  return kafka.producer({ allowAutoTopicCreation: false, createPartitioner: notePartitions(Partitioners.DefaultPartitioner) });
}
