import type { Contrast } from '@contraflow/contract';
import { barsOf, MINUTE_MS, quantilesOf, type Histogram } from '@contraflow/measure';
import type { ContrastFigures } from '@contraflow/store';
import { sentenceOf } from './sentence.js';
import { seriesOf } from './series.js';

/** What the figures of the store do not know. */
export interface Circumstances {
  /** Epoch milliseconds. */
  now: number;
  completedSource: 'commits' | 'sweep';
  absent: Contrast['absent'];
}

/** The five contrasts out of the figures of a span; rates are over what of it was observed by now. */
export function measureContrast(figures: ContrastFigures, { now, completedSource, absent }: Circumstances): Contrast {
  const { span, http, kafka } = figures;
  const to = Math.max(span.from + 1_000, Math.min(span.to, now));
  const parts = new Parts(figures, span.from, to);
  const contrast = {
    from: span.from,
    to,
    observedFrom: parts.observedFrom,
    exchanges: http.exchanges,
    records: kafka.records,
    absent,
    purpose: parts.purpose(),
    asking: parts.asking(completedSource),
    storage: parts.storage(),
    interest: parts.interest(),
    direction: parts.direction(),
  };
  return { ...contrast, sentence: sentenceOf(contrast, now) };
}

class Parts {
  readonly observedFrom: number;
  private readonly seconds: number;
  /** Steps in which something was recorded or swept: there a zero is a zero, elsewhere there is a gap. */
  private readonly observed: Set<number>;

  constructor(private readonly figures: ContrastFigures, from: number, private readonly to: number) {
    const { http, kafka, retained, groups, written } = figures;
    this.observed = new Set([http.steps, kafka.steps, retained.steps, groups.lagSteps, written?.steps ?? new Map<number, number>()].flatMap((steps) => [...steps.keys()]));
    // Before anything was observed there is nothing to be slow: a rate over it would be too low.
    this.observedFrom = this.observed.size === 0 ? from : Math.max(from, Math.min(...this.observed));
    this.seconds = Math.max(1, (to - this.observedFrom) / 1_000);
  }

  purpose(): Contrast['purpose'] {
    const { http, kafka } = this.figures;
    const methods = (...names: string[]) => names.reduce((sum, name) => sum + (http.methods.get(name) ?? 0), 0);
    const mix = { create: methods('POST'), read: methods('GET', 'HEAD'), update: methods('PUT', 'PATCH'), delete: methods('DELETE') };
    const other = http.exchanges - mix.create - mix.read - mix.update - mix.delete;
    const minutes = Math.max(1, (this.to - this.observedFrom) / MINUTE_MS);
    return {
      http: {
        perSecond: http.exchanges / this.seconds,
        // Little's law: the mean number in flight is the sum of the times they took over the time that passed.
        inFlight: http.durationSumNs / 1e9 / this.seconds,
        mix: { ...mix, other },
        series: this.counted((start, seconds) => (http.steps.get(start)?.exchanges ?? 0) / seconds),
      },
      kafka: {
        perSecond: kafka.records / this.seconds,
        activeTopics: kafka.activeTopics,
        activeProducers: kafka.activeProducers,
        burstiness: kafka.records === 0 ? null : kafka.busiestMinute / (kafka.records / minutes),
        series: this.counted((start, seconds) => (kafka.steps.get(start) ?? 0) / seconds),
      },
    };
  }

  asking(completedSource: 'commits' | 'sweep'): Contrast['asking'] {
    const { http, latency, groups } = this.figures;
    const latencyOf = (histogram: Histogram) => ({ quantiles: quantilesOf(histogram), bars: barsOf(histogram) });
    return {
      http: { blocked: latencyOf(latency.blocked), streams: http.streams, tunnels: http.tunnels },
      kafka: {
        accepted: latencyOf(latency.accepted),
        readable: latencyOf(latency.readable),
        completed: latencyOf(latency.completed),
        fanOut: groups.fanOut,
        slowestGroup: groups.slowest,
        completedSource,
      },
    };
  }

  storage(): Contrast['storage'] {
    const { http, written, retained } = this.figures;
    return {
      http: {
        source: written ? 'database' : 'requests',
        rowsWritten: written?.rows ?? null,
        bytesWritten: written?.bytes ?? http.writtenBytes,
        databaseBytes: written?.sizeBytes ?? null,
        series: this.counted((start) => (written ? (written.steps.get(start) ?? null) : (http.steps.get(start)?.writtenBytes ?? 0))),
      },
      kafka: {
        bytesRetained: retained.bytes,
        recordsRetained: retained.records,
        horizonSeconds: retained.oldest !== null && retained.oldest > 0 ? Math.max(0, (this.to - retained.oldest) / 1_000) : null,
        replayable: retained.records,
        series: this.gauged(retained.steps),
      },
    };
  }

  interest(): Contrast['interest'] {
    const { http, groups, retained } = this.figures;
    const classes = [...http.classes].filter(([digit]) => digit > 0).sort(([a], [b]) => a - b);
    return {
      http: {
        classes: Object.fromEntries(classes.map(([digit, count]) => [`${digit}xx`, count])),
        unanswered: http.classes.get(0) ?? 0,
        timedOut: http.timedOut,
        // The share without a good answer: none at all, or a 5xx.
        series: this.counted((start) => {
          const step = http.steps.get(start);
          return step ? step.failed / step.exchanges : null;
        }),
      },
      kafka: {
        offsetLag: groups.offsetLag,
        timeLagSeconds: groups.timeLagSeconds,
        unread: retained.unread,
        expiredUnread: retained.expiredUnread,
        groupBehind: groups.groupBehind,
        series: this.gauged(groups.lagSteps),
      },
    };
  }

  direction(): Contrast['direction'] {
    const { calls, produces, consumes, bothWays } = this.figures.directions;
    return { http: { pairs: calls }, kafka: { produces, consumes, bothWays } };
  }

  private counted(valueOf: (start: number, seconds: number) => number | null) {
    return seriesOf(this.figures.span, this.to, (start, seconds) => (this.observed.has(start) ? valueOf(start, seconds) : null));
  }

  private gauged(steps: Map<number, number>) {
    return seriesOf(this.figures.span, this.to, (start) => steps.get(start) ?? null);
  }
}
