import { kafkaJars, KafkaUnavailable } from '../embedded/kafka-jars.ts';
import { progress, say } from '../setup/terminal.mjs';

/**
 * Gets what the embedded broker needs. Returns null when it is there, else why there is no Kafka, for the terminal
 * and the dashboard: the REST half runs without it.
 */
export async function fetchKafka(signal: AbortSignal): Promise<string | null> {
  const step = progress('looking for Kafka');
  try {
    await kafkaJars({ signal, onProgress: (files) => step.update(`${files} files fetched by Maven`) });
    step.end('there');
    return null;
  } catch (error) {
    signal.throwIfAborted();
    step.end('not to be had');
    if (!(error instanceof KafkaUnavailable)) throw error;
    const reason =
      `There is no Kafka: ${error.message}. To get the Kafka half, install Java 17 or newer and Maven ` +
      '(on Debian: apt-get install default-jre-headless maven) and start again, or run "docker compose up", ' +
      'or set KAFKA_BROKERS to brokers of your own.';
    say(`${reason}\nThe REST half runs without it.`);
    return reason;
  }
}
