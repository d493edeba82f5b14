import { Inject, Injectable, Logger } from '@nestjs/common';
import { type BatchAnswer, type BatchQuery, type ClaimAnswer, type ClaimRequest } from '@contraflow/contract';
import { FenceRefused, SourceHeld, type SourceBatch } from '@contraflow/store';
import type { KeyHolder } from '../ports/key-holder.js';
import { ProblemError } from '../ports/problem-error.js';
import { Recorder } from '../ports/recorder.js';
import type { BatchBody } from './batch-body.js';
import { BodyMemory } from './body-memory.js';
import { ClaimOrder } from './claim-order.js';
import { type ParsedBatch, parseBatch } from './parse-batch.js';
import { ReadingPlaces } from './reading-places.js';
import { held, refused, SourceHolders } from './source-holders.js';
import { SourceWatch } from './source-watch.js';

/** So long an answer waits for the commit; then the sender is told to come again. */
const HOLD_MS = 10_000;

/** Only what a claim here can have made: other sources are not for senders. */
const SOURCE = /^capture:[\w.-]{1,64}:[0-9a-f-]{36}$/i;

/** Who sends a batch: with which key, from where. */
export interface Sender {
  key: KeyHolder;
  address: string;
}

interface HandedIn {
  answer: Promise<BatchAnswer>;
  /** The position behind it. */
  end: number;
}

/** Takes claims and batches of capture senders to the recorder. */
@Injectable()
export class BatchDesk {
  /** The batches that are not yet committed. A sender that comes again with one waits for the same commit. */
  private readonly open = new Map<string, Promise<BatchAnswer>>();
  private readonly order = new ClaimOrder();
  private readonly memory = new BodyMemory();
  private readonly places = new ReadingPlaces();
  private readonly log = new Logger('capture');

  constructor(
    @Inject(Recorder) private readonly recorder: Recorder,
    @Inject(SourceWatch) private readonly watch: SourceWatch,
    @Inject(SourceHolders) private readonly holders: SourceHolders,
  ) {}

  /** @throws ProblemError 403 when the name or the source is not the key's, 503 while Postgres is away */
  async claim({ name, spoolId, first }: ClaimRequest, key: KeyHolder): Promise<ClaimAnswer> {
    this.holders.allow(name, key);
    const source = `capture:${name}:${spoolId}`;
    const signal = AbortSignal.timeout(HOLD_MS);
    try {
      const claim = await this.recorder.claim({ source, kind: 'capture', label: name, startAt: BigInt(first), keyId: key.id }, signal);
      const next = Number(claim.next);
      this.holders.claimed(source, claim.epoch, key.id);
      this.watch.claimed(source, key.id, Date.now());
      this.order.begin(source, claim.epoch, next);
      return { source, epoch: claim.epoch, next };
    } catch (error) {
      if (error instanceof SourceHeld) throw held(source);
      if (signal.aborted) throw later('Postgres is away', 'The claim waits for Postgres. Everything stays in the spool until it is back.', 2);
      throw error;
    }
  }

  /**
   * @param read reads the body; called only when it is wanted
   * @throws ProblemError 403 when the source is another key's, 409 when it is claimed anew or stands elsewhere, 503 when there is no room now
   */
  async take(query: BatchQuery, from: Sender, read: (memory: BodyMemory) => Promise<BatchBody>): Promise<BatchAnswer> {
    const { key } = from;
    if (!SOURCE.test(query.source) || (query.expected ?? 0) > query.first) {
      throw new ProblemError({ title: 'The request is not valid', status: 400, detail: 'source has to be that of a claim (POST /api/capture/sources), and expected not behind first.' });
    }
    // Whatever does not come from the sender that holds the source is no sign of life of it.
    await this.holders.check(query.source, query.epoch, key);
    this.watch.heard(query.source, key.id, query, Date.now());
    const { source, epoch, first, expected = first } = query;
    return this.hold(await this.order.take(source, epoch, expected, () => this.handIn(query, from, read)));
  }

  /** Hands it to the recorder's queue. The answer follows after the commit; it is in an object, so that nobody waits for it yet. */
  private async handIn(query: BatchQuery, from: Sender, read: (memory: BodyMemory) => Promise<BatchBody>): Promise<HandedIn> {
    const open = this.open.get(keyOf(query));
    if (open) return { answer: open, end: query.first };
    if (this.recorder.isFull()) throw later('The recorder is full', 'More comes in than can be stored just now.', 1);
    const body = await this.readWithin(from, read);
    const parsed = await parseBatch(body, query.first, Date.now());
    const seen = () => {
      const now = Date.now();
      const behindMs = parsed.oldest === null ? 0 : Math.max(0, now - parsed.oldest);
      this.watch.saw(query.source, { behindMs, dropped: parsed.dropped }, now);
    };
    if (parsed.count === 0) {
      seen();
      return { answer: Promise.resolve({ next: query.first, setAside: 0 }), end: query.first };
    }
    const batch = { ...batchOf(query, parsed, body.bytes.length), ...this.letGo(parsed, body.bytes) };
    this.watch.waits(query.source, parsed.oldest);
    const answer = this.record(batch).then((done) => {
      seen();
      return done;
    });
    this.remember(query, answer);
    return { answer, end: query.first + parsed.count };
  }

  private async record(batch: SourceBatch): Promise<BatchAnswer> {
    try {
      const recorded = await this.recorder.record(batch);
      // The writer may have set more aside than the door did.
      return { next: Number(recorded.next), setAside: recorded.rows.setAside.length };
    } catch (error) {
      if (error instanceof FenceRefused) throw refused(batch.source);
      this.log.warn(`A batch of ${batch.source} was not stored: ${(error as Error).message}`);
      throw later('The batch is not stored', 'The recorder gave it back. Send it again: it is stored once.', 1);
    }
  }

  /** What was set aside may be kept by others, as a part of the body: then it is left to the garbage collector. */
  private letGo({ rows, letGo }: ParsedBatch, bytes: Buffer): Pick<SourceBatch, 'letGo'> {
    if (rows.setAside.length > 0) return {};
    return {
      letGo: () => {
        letGo();
        this.memory.give(bytes);
      },
    };
  }

  private remember(query: BatchQuery, answer: Promise<BatchAnswer>): void {
    const key = keyOf(query);
    this.open.set(key, answer);
    const forget = () => this.open.delete(key);
    answer.then(forget, forget);
  }

  /** The answer, or 503 when the commit takes longer than a request may wait; the batch goes on all the same. */
  private async hold({ answer }: HandedIn): Promise<BatchAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const problem = later('The batch is not stored yet', 'It waits for Postgres. Send it again: it is stored once.', 1);
      timer = setTimeout(() => reject(problem), HOLD_MS);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async readWithin(from: Sender, read: (memory: BodyMemory) => Promise<BatchBody>): Promise<BatchBody> {
    const leave = this.places.take([from.key.id, from.address]);
    if (!leave) throw later('Too many batches at once', 'Other batches are being read.', 1);
    try {
      return await read(this.memory);
    } finally {
      leave();
    }
  }
}

function batchOf(query: BatchQuery, { rows, count }: ParsedBatch, bytes: number): SourceBatch {
  const { source, epoch, first } = query;
  const expected = query.expected ?? first;
  const now = Date.now();
  if (expected < first) rows.drops.push({ position: BigInt(expected), dropped: first - expected, since: now, until: now, reason: LOST });
  return { source, epoch, expected: BigInt(expected), next: BigInt(first + count), rows, bytes };
}

const keyOf = ({ source, epoch, first }: BatchQuery) => `${source} ${epoch} ${first}`;

const LOST = 'the sender’s spool no longer has these positions: it released or lost them before this database had recorded them';

const later = (title: string, detail: string, retryAfter: number) => new ProblemError({ title, status: 503, detail, retryAfter });
