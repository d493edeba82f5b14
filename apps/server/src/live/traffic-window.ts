import { ageableTime, type Quantiles } from '@contraflow/contract';
import { type Histogram, merge, observe, quantiles, total } from '@contraflow/measure';
import type { HttpRow, KafkaRow, SendRow } from '@contraflow/store';
import { SecondsWindow } from './seconds-window.js';

export const WINDOW_SECONDS = 60;

interface HttpSums {
  exchanges: number;
  clientErrors: number;
  /** 5xx, and exchanges without an answer. */
  serverErrors: number;
  durationNs: number;
  durations: Histogram;
}

/** What happened on both sides in the last minute, by the flows' own times: catching up on old ones is no traffic. */
export class TrafficWindow {
  private readonly exchanges = new SecondsWindow<HttpSums>(WINDOW_SECONDS, () => ({ exchanges: 0, clientErrors: 0, serverErrors: 0, durationNs: 0, durations: new Map() }));
  private readonly records = new SecondsWindow<{ records: number; readable: Histogram }>(WINDOW_SECONDS, () => ({ records: 0, readable: new Map() }));
  private readonly sends = new SecondsWindow<Histogram>(WINDOW_SECONDS, () => new Map());
  private readonly passages = new SecondsWindow<Histogram>(WINDOW_SECONDS, () => new Map());

  addExchange({ exchange }: HttpRow, now: number): void {
    const sums = this.exchanges.at(exchange.startedAt + exchange.durationNs / 1e6, now);
    if (!sums) return;
    const status = exchange.responseStatusCode;
    sums.exchanges += 1;
    if (status === null || status >= 500) sums.serverErrors += 1;
    else if (status >= 400) sums.clientErrors += 1;
    // What a stream or a tunnel takes is not time that somebody was blocked.
    if (exchange.exchangeKind !== 'response') return;
    sums.durationNs += exchange.durationNs;
    observe(sums.durations, exchange.durationNs);
  }

  addRecord(record: KafkaRow, now: number): void {
    if (!record.live) return;
    const sums = this.records.at(record.observedAt, now);
    if (!sums) return;
    sums.records += 1;
    const own = ageableTime(record.timestamp, record.observedAt);
    if (own !== null) observe(sums.readable, Math.max(0, record.observedAt - own) * 1e6);
  }

  addSend({ send }: SendRow, now: number): void {
    if (send.errorType !== null || send.offset === null) return;
    const sums = this.sends.at(send.sentAt + send.durationNs / 1e6, now);
    if (sums) observe(sums, send.durationNs);
  }

  /** A group passed a record at `committedAt`, so long after the record was made. */
  addPassage(committedAt: number, completedNs: number, now: number): void {
    const sums = this.passages.at(committedAt, now);
    if (sums) observe(sums, completedNs);
  }

  /** @param seconds the window's true length: shorter while the server has not run for a minute */
  http(now: number, seconds: number) {
    const all: HttpSums = { exchanges: 0, clientErrors: 0, serverErrors: 0, durationNs: 0, durations: new Map() };
    for (const sums of this.exchanges.recent(now)) {
      all.exchanges += sums.exchanges;
      all.clientErrors += sums.clientErrors;
      all.serverErrors += sums.serverErrors;
      all.durationNs += sums.durationNs;
      merge(all.durations, sums.durations);
    }
    const share = (count: number) => (all.exchanges === 0 ? null : count / all.exchanges);
    return {
      perSecond: all.exchanges / seconds,
      clientErrorShare: share(all.clientErrors),
      serverErrorShare: share(all.serverErrors),
      blocked: toQuantiles(all.durations),
      inFlight: all.durationNs / 1e9 / seconds,
    };
  }

  /** @param seconds as for {@link http} */
  kafka(now: number, seconds: number) {
    let records = 0;
    const readable: Histogram = new Map();
    for (const sums of this.records.recent(now)) {
      records += sums.records;
      merge(readable, sums.readable);
    }
    return {
      perSecond: records / seconds,
      accepted: toQuantiles(merged(this.sends.recent(now))),
      readable: toQuantiles(readable),
      completed: toQuantiles(merged(this.passages.recent(now))),
    };
  }
}

function merged(histograms: Iterable<Histogram>): Histogram {
  const all: Histogram = new Map();
  for (const histogram of histograms) merge(all, histogram);
  return all;
}

function toQuantiles(histogram: Histogram): Quantiles | null {
  const values = quantiles(histogram, [0.5, 0.95, 0.99]) as [number, number, number] | null;
  return values && { count: total(histogram), p50Ns: values[0], p95Ns: values[1], p99Ns: values[2] };
}
