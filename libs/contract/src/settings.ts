import { z } from 'zod';

/** One environment variable of a program. */
export interface Setting {
  name: string;
  description: string;
  /** As a person would write it; undefined when it has to be given. */
  default: string | undefined;
  secret?: boolean;
  schema: z.ZodType;
}

/** Every problem of an environment at once, each naming its variable. */
export class SettingsError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Reads the named settings from `env`. An empty value counts as not set.
 * @returns a frozen object with one key a setting, as its schema gives it
 * @throws SettingsError naming every variable that is missing or wrong
 */
export function readSettings<T extends Record<string, Setting>>(
  settings: T,
  env: Record<string, string | undefined>,
): Readonly<{ [K in keyof T]: z.infer<T[K]['schema']> }> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const given = env[setting.name];
    const raw = given === undefined || given === '' ? setting.default : given;
    const parsed = setting.schema.safeParse(raw);
    if (parsed.success) values[key] = parsed.data;
    else {
      const shown = setting.secret ? '' : ` (it is ${raw === undefined ? 'not set' : JSON.stringify(raw)})`;
      problems.push(`${setting.name}: ${parsed.error.issues[0]?.message ?? 'not valid'}${shown}. ${setting.description}`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.freeze(values) as Readonly<{ [K in keyof T]: z.infer<T[K]['schema']> }>;
}
