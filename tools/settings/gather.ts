import type { Setting } from '../../libs/contract/src/settings.ts';
import { settings as startSettings } from '../start/settings.ts';

export interface GatheredSetting extends Setting {
  /** The programs that read it. */
  programs: string[];
}

/** Every variable of every program, each once, in the order in which the programs list them. Needs a built contract. */
export async function gatherSettings(): Promise<GatheredSetting[]> {
  const programs = {
    server: await settingsOf('server'),
    gateway: await settingsOf('gateway'),
    shop: await settingsOf('shop'),
    start: startSettings,
  };
  const gathered = new Map<string, GatheredSetting>();
  for (const [program, settings] of Object.entries(programs)) {
    for (const setting of settings) {
      const known = gathered.get(setting.name);
      if (known) known.programs.push(program);
      else gathered.set(setting.name, { ...setting, programs: [program] });
    }
  }
  return [...gathered.values()];
}

async function settingsOf(app: string): Promise<Setting[]> {
  return ((await import(`../../apps/${app}/src/config.ts`)) as { settings: Setting[] }).settings;
}

/** The README's table. */
export function markdownTable(settings: GatheredSetting[]): string {
  const rows = settings.map(({ name, description, default: value, programs }) => {
    const standard = value === undefined ? 'has to be set' : value === '' ? '' : `\`${value}\``;
    return `| \`${name}\` | ${description.replaceAll('|', '\\|')} | ${standard} | ${programs.join(', ')} |`;
  });
  return ['| Variable | What it does | Default | Read by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** `.env.example`: every variable, commented out, with its default. */
export function exampleFile(settings: GatheredSetting[]): string {
  const blocks = settings.map(({ name, description, default: value }) => `# ${description}\n#${name}=${value ?? ''}\n`);
  return `# Settings of Contraflow: copy this file to .env and uncomment what you change.\n\n${blocks.join('\n')}`;
}

const BEGIN = '<!-- settings: npm run settings -->';
const END = '<!-- /settings -->';

/** The README with `table` between its two marks. */
export function withTable(readme: string, table: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no "${BEGIN}" … "${END}"`);
  return `${before}${BEGIN}\n${table}\n${END}${after}`;
}
