import { Logger } from '@nestjs/common';
import { Admin } from '@platformatic/kafka';
import { Kafka, logLevel, type LogEntry, type SASLOptions } from 'kafkajs';
import type { Config } from '../config.js';
import { mendKafkaTimers } from './kafkajs-timers.js';
import { LogOnce, type Level } from './log-once.js';

/** The settings that say how to reach the brokers. */
export type KafkaSettings = Pick<Config, 'kafkaBrokers' | 'kafkaSsl' | 'kafkaSaslMechanism' | 'kafkaSaslUsername' | 'kafkaSaslPassword'>;

const CLIENT_ID = 'contraflow';
const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 15_000;

mendKafkaTimers();

const log = new LogOnce(new Logger('kafkajs'));
/** kafkajs calls an error what it then retries by itself; whatever ends a consumer is told by who watches over it. */
const LEVELS: Record<number, Level> = { [logLevel.ERROR]: 'warn', [logLevel.WARN]: 'debug', [logLevel.INFO]: 'debug' };

function logEntry({ namespace, level, log: entry }: LogEntry): void {
  const detail = typeof entry.error === 'string' ? `: ${entry.error}` : '';
  const line = String(entry.message).split('\n', 1)[0];
  log.say(LEVELS[level] ?? 'debug', `${namespace}: ${line}${detail}`);
}

/** A kafkajs client. Each consumer gets one of its own, so that nothing of a crashed one lives on in the next. */
export function kafkaClient(settings: KafkaSettings): Kafka {
  return new Kafka({
    clientId: CLIENT_ID,
    brokers: [...settings.kafkaBrokers],
    ssl: settings.kafkaSsl,
    sasl: sasl(settings),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Whoever uses the client watches over it and starts it again; long retries inside would only delay that.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: logLevel.INFO,
    logCreator: () => logEntry,
  });
}

function sasl({ kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password }: KafkaSettings): SASLOptions | undefined {
  return mechanism === '' ? undefined : ({ mechanism, username, password } as SASLOptions);
}

const ADMIN_MECHANISMS = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

/** The client for what kafkajs cannot ask: topic ids, groups of every type, sizes. */
export function kafkaAdmin(settings: KafkaSettings): Admin {
  const mechanism = settings.kafkaSaslMechanism;
  return new Admin({
    clientId: CLIENT_ID,
    bootstrapBrokers: [...settings.kafkaBrokers],
    tls: settings.kafkaSsl ? {} : undefined,
    sasl:
      mechanism === ''
        ? undefined
        : { mechanism: ADMIN_MECHANISMS[mechanism], username: settings.kafkaSaslUsername, password: settings.kafkaSaslPassword },
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: 1,
    retryDelay: 200,
    autocreateTopics: false,
  });
}
