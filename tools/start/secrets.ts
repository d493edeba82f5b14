import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({ postgresPassword: z.string().min(16), captureKey: z.string().min(32) });

export type Secrets = z.infer<typeof schema> & {
  /** True when they were made just now, so that an older database does not know them yet. */
  fresh: boolean;
};

/** Reads the secrets of this data folder, making them the first time or when the file is not readable any more. */
export function loadSecrets(file: string): Secrets {
  const known = schema.safeParse(read(file));
  if (known.success) return { ...known.data, fresh: false };
  const made = { postgresPassword: randomSecret(), captureKey: randomSecret() };
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return { ...made, fresh: true };
}

/** 32 random bytes, as text that is safe in addresses. */
export const randomSecret = () => randomBytes(32).toString('base64url');

/** A password that a person can type: four groups of five without look-alikes (about 96 bits). */
export function randomPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  // 248 is the largest multiple of 31 in a byte: rejecting the rest keeps every letter equally likely.
  let text = '';
  while (text.length < 20) for (const byte of randomBytes(32)) if (byte < 248 && text.length < 20) text += letters[byte % 31];
  return text.match(/.{5}/g)!.join('-');
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
