import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, repositoryRoot, userCacheFolder } from '../paths.ts';
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
/** Maven alone waits for half an hour when a repository does not answer. */
const MAVEN_PATIENCE = ['-Dmaven.wagon.rto=60000', '-Daether.connector.connectTimeout=10000', '-Daether.connector.requestTimeout=60000'];

/** The environment of every Java program: paths are UTF-8 whatever the terminal's language, messages are English. */
export const javaEnvironment = () => ({ ...process.env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' });

/**
 * Returns the folder with the broker's jars, fetched by Maven once per version of `tools/kafka/pom.xml`.
 * @throws KafkaUnavailable when Java or Maven is missing, or Maven fails
 */
export async function kafkaJars({ onProgress, signal }: KafkaJarsOptions = {}): Promise<string> {
  await checkJava(signal);
  const pom = join(repositoryRoot, 'tools/kafka/pom.xml');
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const places = [cacheFolder, userCacheFolder].map((place) => join(place, 'kafka-libs', version));
  const known = places.find((place) => existsSync(place));
  if (known) return known;
  const folder = places.find((place) => canBeMade(place));
  if (!folder) throw new KafkaUnavailable(`its programs can be kept neither in ${cacheFolder} nor in ${userCacheFolder}: make one of them writable`);

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
    const { code, text } = await run('mvn', ['-B', ...MAVEN_PATIENCE, '-f', pom, ...goal], { env: javaEnvironment(), onText, signal });
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

async function checkJava(signal?: AbortSignal): Promise<void> {
  let text: string;
  let code: number | null;
  try {
    ({ text, code } = await run('java', ['-version'], { env: javaEnvironment(), signal }));
  } catch (error) {
    if (error instanceof ProgramMissing) throw new KafkaUnavailable(`Java ${MINIMUM_JAVA} or newer is not installed`);
    throw error;
  }
  // Java 8 and older call themselves 1.8 and so on.
  const major = Number(/version "(?:1\.)?(\d+)/.exec(text)?.[1] ?? 0);
  if (code !== 0 || major === 0) throw new KafkaUnavailable(`"java -version" does not work (${lastLine(text)})`);
  if (major < MINIMUM_JAVA) throw new KafkaUnavailable(`Java ${MINIMUM_JAVA} or newer is needed, this is Java ${major}`);
}

/** Makes the folder above `path`, and tells whether it may be written. */
function canBeMade(path: string): boolean {
  try {
    mkdirSync(join(path, '..'), { recursive: true });
    accessSync(join(path, '..'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
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
  const line = text.split('\n').find((candidate) => candidate.includes('ERROR')) ?? lastLine(text);
  return line.replace(/^\[ERROR\]\s*/, '').slice(0, 300);
}

const lastLine = (text: string) => text.trim().split('\n').at(-1)!.slice(0, 300);
