import type { DataFolder } from './data-folder.ts';
import type { Plan } from './plan.ts';

export interface Facts {
  plan: Plan;
  folder: DataFolder;
  brokers: string;
  noKafka: string | null;
  secondsToStart: number;
  /** Only when the first user was made now. */
  adminPassword: string | null;
}

/** What a person at the terminal gets to know once everything runs. */
export function banner({ plan, folder, brokers, noKafka, secondsToStart, adminPassword }: Facts): string {
  const { settings } = plan;
  const rows: [string, string][] = [['dashboard', plan.dashboardUrl]];
  if (adminPassword !== null) {
    const shown = settings.adminPassword ? 'the password in ADMIN_PASSWORD' : `${adminPassword}   (shown this once; it can be changed after login)`;
    rows.push(['log in as', settings.adminUsername], ['password', shown]);
  }
  rows.push(['gateway', plan.runGateway ? plan.gatewayUrls.join(', ') : 'not started, set GATEWAY_UPSTREAMS']);
  if (plan.args.shop) rows.push(['shop', plan.shopUrl]);
  rows.push(['Kafka', noKafka === null ? brokers : 'not running, see above']);
  if (plan.embedPostgres) rows.push(['PostgreSQL', `127.0.0.1:${settings.postgresPort}`]);
  rows.push(['data, logs', folder.path]);
  const lines = rows.map(([name, value]) => `  ${name.padEnd(11)}${value}`);
  return ['', `Contraflow runs (after ${secondsToStart.toFixed(1)} s). Ctrl-C stops everything.`, ...lines, ''].join('\n');
}
