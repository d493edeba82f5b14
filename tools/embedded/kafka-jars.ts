import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, repositoryRoot } from '../paths.ts';
import { ProgramMissing, run } from '../process/run.ts';

/** Why there can be no embedded Kafka here, in words for the person at the terminal. */
export class KafkaUnavailable extends Error {
  override name = 'KafkaUnavailable';
}

export interface KafkaJarsOptions {
  /** Gets how many files Maven has downloaded so far. */
  onProgress?: (files: number) => void;
  signal?: AbortSignal;
}

const MINIMUM_JAVA = 17;

/**
 * Returns the folder with the broker's jars, fetched by Maven once per version of `tools/kafka/pom.xml`.
 * @throws KafkaUnavailable when Java or Maven is missing, or Maven fails
 */
export async function kafkaJars({ onProgress, signal }: KafkaJarsOptions = {}): Promise<string> {
  await checkJava();
  const pom = join(repositoryRoot, 'tools/kafka/pom.xml');
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder, 'kafka-libs', version);
  if (existsSync(folder)) return folder;

  // Fetched beside the final place and moved there whole, so that a broken download is never taken for a good one.
  const fresh = `${folder}.${process.pid}.new`;
  mkdirSync(fresh, { recursive: true });
  let files = 0;
  const onText = (text: string) => {
    files += text.split('Downloaded from').length - 1;
    onProgress?.(files);
  };
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`];
    const { code, text } = await run('mvn', ['-B', '-f', pom, ...goal], { onText, signal });
    if (code !== 0) throw new KafkaUnavailable(`Maven could not fetch Kafka (${firstError(text)})`);
    try {
      renameSync(fresh, folder);
    } catch (error) {
      // Another process was faster; its jars are as good.
      if (!existsSync(folder)) throw error;
    }
    removeOthers(folder);
    return folder;
  } catch (error) {
    throw error instanceof ProgramMissing ? new KafkaUnavailable('Maven (mvn) is not installed') : error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function checkJava(): Promise<void> {
  let text: string;
  try {
    ({ text } = await run('java', ['-version']));
  } catch (error) {
    if (error instanceof ProgramMissing) throw new KafkaUnavailable(`Java ${MINIMUM_JAVA} or newer is not installed`);
    throw error;
  }
  const major = Number(/version "(\d+)/.exec(text)?.[1] ?? 0);
  if (major < MINIMUM_JAVA) throw new KafkaUnavailable(`Java ${MINIMUM_JAVA} or newer is needed, this is Java ${major}`);
}

/** Jars of earlier versions of the pom, and what broken downloads left. */
function removeOthers(folder: string): void {
  const parent = join(folder, '..');
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    if (path !== folder && !name.endsWith('.new')) rmSync(path, { recursive: true, force: true });
  }
}

function firstError(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.includes('ERROR')) ?? '';
  return line.replace(/^\[ERROR\]\s*/, '').slice(0, 300);
}
