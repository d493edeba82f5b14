import { ensureDatabases, ensureSearchPath } from './databases.ts';

// A short-lived program of its own: what talks to PostgreSQL would stay in the supervisor's memory.
// CONTRAFLOW_DATABASES is {"url": …, "names": […]} or {"searchPathOf": …}.

const task = JSON.parse(process.env.CONTRAFLOW_DATABASES ?? '{}') as { url?: string; names?: string[]; searchPathOf?: string };
try {
  if (task.url) await ensureDatabases(task.url, task.names ?? []);
  if (task.searchPathOf) await ensureSearchPath(task.searchPathOf);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
