import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, repositoryRoot } from '../paths.ts';

/** Why there can be no embedded Kafka here, in words for the person at the terminal. */
export class KafkaUnavailable extends Error {
  override name = 'KafkaUnavailable';
}

const MINIMUM_JAVA = 17;

/**
 * Returns the folder with the broker's jars, fetched by Maven once per version of `tools/kafka/pom.xml`.
 * `onProgress` gets the number of jars there so far while Maven runs. Throws {@link KafkaUnavailable}.
 */
export async function kafkaJars(onProgress: (jars: number) => void = () => undefined): Promise<string> {
  await checkJava();
  const pom = join(repositoryRoot, 'tools/kafka/pom.xml');
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder, 'kafka-libs', version);
  if (existsSync(folder)) return folder;

  // Fetched beside the final place and moved there whole, so that a broken download is never taken for a good one.
  const fresh = `${folder}.${process.pid}.new`;
  mkdirSync(fresh, { recursive: true });
  const timer = setInterval(() => onProgress(readdirSync(fresh).length), 500);
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`];
    const run = await output('mvn', ['-q', '-B', '-f', pom, ...goal]);
    if (run.missing) throw new KafkaUnavailable('Maven (mvn) is not installed');
    if (run.code !== 0) throw new KafkaUnavailable(`Maven could not fetch Kafka: ${firstError(run.text)}`);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      // Another process was faster; its jars are as good.
      if (!existsSync(folder)) throw error;
    }
    onProgress(readdirSync(folder).length);
    return folder;
  } finally {
    clearInterval(timer);
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function checkJava(): Promise<void> {
  const run = await output('java', ['-version']);
  if (run.missing) throw new KafkaUnavailable(`Java ${MINIMUM_JAVA} or newer is not installed`);
  const major = Number(/version "(\d+)/.exec(run.text)?.[1] ?? 0);
  if (major < MINIMUM_JAVA) throw new KafkaUnavailable(`Java ${MINIMUM_JAVA} or newer is needed, this is Java ${major}`);
}

function firstError(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.includes('ERROR')) ?? text.split('\n')[0] ?? '';
  return line.replace(/^\[ERROR\]\s*/, '').slice(0, 300);
}

function output(command: string, args: string[]): Promise<{ missing: boolean; code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const collect = (chunk: Buffer) => (text = (text + chunk.toString()).slice(0, 65_536));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', () => resolve({ missing: true, code: null, text }));
    child.once('close', (code) => resolve({ missing: false, code, text }));
  });
}
