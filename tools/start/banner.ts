import type { Run } from './run.ts';

export interface Facts {
  run: Run;
  secondsToStart: number;
  /** Where PostgreSQL keeps its data, when that is not the data folder. */
  postgresPlace: string | null;
  /** The first user was made now. */
  showPassword: boolean;
}

/** What a person at the terminal gets to know once everything runs. */
export function banner({ run, secondsToStart, postgresPlace, showPassword }: Facts): string {
  const { admin, urls } = run;
  const rows: [string, string][] = [['dashboard', urls.dashboard]];
  if (showPassword) {
    const shown = admin.given ? 'the password in ADMIN_PASSWORD' : `${admin.password}   (shown this once; it has to be changed at the first login)`;
    rows.push(['log in as', admin.username], ['password', shown]);
  }
  rows.push(['gateway', run.runGateway ? urls.gateways.join(', ') : 'not started, set GATEWAY_UPSTREAMS']);
  if (run.args.shop) rows.push(['shop', urls.shop]);
  rows.push(['Kafka', run.noKafka === null ? run.brokers : 'not running, see above']);
  if (run.embeddedPostgres) rows.push(['PostgreSQL', `127.0.0.1:${run.embeddedPostgres.port}`]);
  rows.push(['data, logs', run.folder.path]);
  if (postgresPlace !== null) rows.push(['', `PostgreSQL's in ${postgresPlace}, where the user that it runs as can reach it`]);
  const lines = rows.map(([name, value]) => `  ${name.padEnd(11)}${value}`);
  return ['', `Contraflow runs (after ${secondsToStart.toFixed(1)} s). Ctrl-C stops everything.`, ...lines, ''].join('\n');
}
