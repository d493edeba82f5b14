import { randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The spool's id, made with its folder: an emptied folder is another log. */
export async function readIdentity(folder: string): Promise<string> {
  try {
    const { spoolId } = JSON.parse(await readFile(join(folder, 'spool.json'), 'utf8')) as { spoolId?: unknown };
    if (typeof spoolId === 'string' && UUID.test(spoolId)) return spoolId;
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return newIdentity(folder);
}

/** Gives the spool another id: from now on it is a log that no server has seen. */
export async function newIdentity(folder: string): Promise<string> {
  const spoolId = randomUUID();
  await writeWhole(join(folder, 'spool.json'), `${JSON.stringify({ spoolId, createdAt: new Date().toISOString() })}\n`);
  return spoolId;
}

/** Writes a file so that it is there whole or as it was before. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
