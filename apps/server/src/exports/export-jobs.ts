import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { parseFilter, type ExportCountRequest, type ExportJob, type ExportRequest } from '@contraflow/contract';
import { countFlows, QueryTimeout, Store, type FlowSelection } from '@contraflow/store';
import { CONFIG, type Config } from '../config.js';
import { ProblemError } from '../ports/problem-error.js';
import { checkRange } from '../ports/range.js';
import { type Principal, SessionGate } from '../ports/session-gate.js';
import { columnsOf } from './columns.js';

export const JOB_LIMITS = { perUser: 3, all: 20, remembered: 200, keptMs: 15 * 60_000 } as const;
const COUNT_MS = 5_000;

/** A job with what it takes to run it. */
export interface Job {
  view: ExportJob;
  ownerId: string;
  /** The session that made it: it ends with it. */
  sessionId: string;
  selection: FlowSelection;
  /** Ends the run under way; null while there is none. */
  running: AbortController | null;
}

/** The exports that were asked for, in memory: a file is read from Postgres while it is sent, so none outlives the server. */
@Injectable()
export class ExportJobs implements OnModuleDestroy {
  private readonly jobs = new Map<string, Job>();
  private readonly ended: Subscription;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SessionGate) sessions: SessionGate,
  ) {
    this.ended = sessions.ended$.subscribe(({ sessionId }) => this.cancelOf(sessionId));
  }

  /**
   * Makes a job and counts its rows. The range ends now at the latest, and only what is
   * recorded by now belongs to it, so the file has the rows that were counted.
   * @throws ProblemError 429 when there are too many; FilterError
   */
  async create(request: ExportRequest, owner: Principal): Promise<ExportJob> {
    const now = Date.now();
    const range = checkRange({ from: request.from, to: Math.min(request.to, now) });
    const selection = { ...range, sides: request.sides, filter: parseFilter(request.filter), recordedUntil: now };
    const columns = columnsOf(request);
    this.makeRoom(owner, now);
    const id = randomUUID();
    const view: ExportJob = {
      id,
      request: { format: request.format, sides: request.sides, filter: request.filter, byteOrderMark: request.byteOrderMark, ...range },
      columns,
      fileName: `contraflow-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.${request.format}`,
      state: 'ready',
      totalRows: null,
      writtenRows: 0,
      writtenBytes: 0,
      createdAt: now,
      error: null,
    };
    this.jobs.set(id, { view, ownerId: owner.userId, sessionId: owner.sessionId, selection, running: null });
    try {
      view.totalRows = await this.count(selection);
    } catch (error) {
      this.jobs.delete(id);
      throw error;
    }
    return view;
  }

  /** How many rows an export of this would have; null when counting meets its time limit. @throws FilterError */
  async countRows({ from, to, sides, filter }: ExportCountRequest): Promise<number | null> {
    const now = Date.now();
    return this.count({ ...checkRange({ from, to: Math.min(to, now) }), sides, filter: parseFilter(filter), recordedUntil: now });
  }

  /** Somebody's own jobs, the latest first. */
  list(user: Principal): ExportJob[] {
    this.forgetOld(Date.now());
    const own = [...this.jobs.values()].filter((job) => job.ownerId === user.userId);
    return own.map((job) => job.view).reverse();
  }

  /** @throws ProblemError 404 when there is none, or it is somebody else's and `user` is no admin */
  find(id: string, user: Principal): Job {
    this.forgetOld(Date.now());
    const job = this.jobs.get(id);
    if (job && (job.ownerId === user.userId || user.role === 'admin')) return job;
    throw new ProblemError({ title: 'There is no such export', status: 404, detail: 'An export is forgotten 15 minutes after it was made: make it again.' });
  }

  /** Ends a job; a file under way breaks off. */
  cancel(job: Job): void {
    if (job.view.state === 'ready' || job.view.state === 'running') job.view.state = 'cancelled';
    job.running?.abort(new Error('The export was cancelled.'));
  }

  private cancelOf(sessionId: string): void {
    for (const job of this.jobs.values()) if (job.sessionId === sessionId) this.cancel(job);
  }

  onModuleDestroy(): void {
    this.ended.unsubscribe();
    for (const job of this.jobs.values()) this.cancel(job);
  }

  private async count(selection: FlowSelection): Promise<number | null> {
    try {
      const { http, kafka } = await countFlows(this.store.pool, selection, Math.min(COUNT_MS, this.config.queryTimeoutSeconds * 1_000));
      return http + kafka;
    } catch (error) {
      if (error instanceof QueryTimeout) return null;
      throw error;
    }
  }

  private makeRoom(owner: Principal, now: number): void {
    this.forgetOld(now);
    const live = [...this.jobs.values()].filter(({ view }) => view.state === 'ready' || view.state === 'running');
    const theirs = live.filter((job) => job.ownerId === owner.userId).length;
    if (theirs >= JOB_LIMITS.perUser) throw tooMany(`You have ${theirs} exports waiting or running: download or cancel one first.`);
    if (live.length >= JOB_LIMITS.all) throw tooMany(`There are ${live.length} exports waiting or running: try again when one is done.`);
  }

  private forgetOld(now: number): void {
    for (const [id, { view }] of this.jobs) {
      const old = now - view.createdAt > JOB_LIMITS.keptMs;
      const crowded = this.jobs.size > JOB_LIMITS.remembered && view.state !== 'ready';
      if (view.state !== 'running' && (old || crowded)) this.jobs.delete(id);
    }
  }
}

function tooMany(detail: string): ProblemError {
  return new ProblemError({ title: 'Too many exports at once', status: 429, detail, retryAfter: 30 });
}
