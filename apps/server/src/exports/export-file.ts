import { Readable } from 'node:stream';
import { streamFlows } from '@contraflow/store';
import { ProblemError } from '../ports/problem-error.js';
import type { Job } from './export-jobs.js';
import { FORMATS } from './file-text.js';

/**
 * The file of a job as a stream that reads Postgres only as fast as it is read itself.
 * Destroying it, as happens when the client goes away, ends the statement under way.
 * @throws ProblemError 409 while the file is being sent already, 410 after it was cancelled
 */
export function openExportFile(databaseUrl: string, job: Job): Readable {
  if (job.view.state === 'running') throw new ProblemError({ title: 'The export is being downloaded already', status: 409, detail: 'Wait until it is done, or cancel it.' });
  if (job.view.state === 'cancelled') throw new ProblemError({ title: 'The export was cancelled', status: 410, detail: 'Make it again.' });
  const running = new AbortController();
  job.running = running;
  Object.assign(job.view, { state: 'running', writtenRows: 0, writtenBytes: 0, error: null });
  const file = Readable.from(textOf(databaseUrl, job, running.signal), { objectMode: false, highWaterMark: 256 * 1024 });
  // A reader that is slow may not ask for more for long: tell it at once.
  running.signal.addEventListener('abort', () => file.destroy(running.signal.reason as Error), { once: true });
  file.once('close', () => {
    if (job.view.state === 'running') job.view.state = 'cancelled';
    running.abort(new Error('The client went away.'));
  });
  return file;
}

async function* textOf(databaseUrl: string, job: Job, signal: AbortSignal): AsyncGenerator<Buffer> {
  const { view, selection } = job;
  const format = FORMATS[view.request.format];
  try {
    const begin = format.begin(view);
    if (begin) yield counted(job, begin, 0);
    for await (const flows of streamFlows(databaseUrl, selection, signal)) yield counted(job, format.rows(flows, view.columns), flows.length);
    Object.assign(view, { state: 'done', totalRows: view.writtenRows });
  } catch (error) {
    if (!signal.aborted) Object.assign(view, { state: 'failed', error: `The file is not whole: ${describe(error)} Download it again.` });
    throw error;
  } finally {
    job.running = null;
  }
}

function counted({ view }: Job, text: string, rows: number): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  view.writtenRows += rows;
  view.writtenBytes += bytes.length;
  return bytes;
}

/** What a person can do something about; the rest of a message of Postgres says nothing to them. */
function describe(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === '57014') return 'one step of the search took longer than two minutes; narrow the filter or the range.';
  if (code === '25P03') return 'the download paused for longer than five minutes.';
  return 'the database broke off.';
}
