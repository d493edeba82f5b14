import { z } from 'zod';
import { readSettings, SettingsError, type Setting } from './settings.js';

const definitions = {
  port: { name: 'PORT', description: 'Where to listen.', default: '80', schema: z.coerce.number().int().max(65_535, 'is no port') },
  url: { name: 'URL_NEEDED', description: 'What to call.', default: undefined, schema: z.string('is not set') },
  key: { name: 'KEY', description: 'A secret.', default: '', secret: true, schema: z.string().max(3, 'is too long') },
} as const satisfies Record<string, Setting>;

test('defaults fill what is not set, and an empty value counts as not set', () => {
  expect(readSettings(definitions, { URL_NEEDED: 'x', PORT: '' })).toEqual({ port: 80, url: 'x', key: '' });
});

test('settings are frozen', () => {
  expect(Object.isFrozen(readSettings(definitions, { URL_NEEDED: 'x' }))).toBe(true);
});

test('every wrong variable is named at once, with its value unless it is a secret', () => {
  const problems = problemsOf({ PORT: '70000', KEY: 'hunter2' });
  expect(problems).toHaveLength(3);
  expect(problems[0]).toMatch(/^PORT: is no port \(it is "70000"\)/);
  expect(problems[1]).toMatch(/^URL_NEEDED: is not set/);
  expect(problems[2]).toMatch(/^KEY: is too long/);
  expect(problems[2]).not.toContain('hunter2');
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    readSettings(definitions, env);
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}
