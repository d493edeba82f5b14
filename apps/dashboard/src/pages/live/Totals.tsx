import type { Pulse } from '@contraflow/contract';
import { useEffect, useState } from 'react';
import { live } from '../../live/live.js';
import { asText, count, percent, perSecond } from '../../ui/format/numbers.js';

/** Often enough to know, seldom enough to think. */
const EVERY_MS = 15_000;

/** Says the totals to screen readers, which do not read every row. */
export function Totals() {
  const [text, setText] = useState('');
  useEffect(() => {
    const say = () => {
      const pulse = live.stream.pulses.get().at(-1);
      if (pulse) setText((live.paused.get() ? 'Paused. ' : '') + words(pulse));
    };
    const timer = setInterval(say, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}

function words({ windowSeconds, http, kafka }: Pulse): string {
  const errors = `${asText(percent(http.clientErrorShare))} client errors, ${asText(percent(http.serverErrorShare))} server errors`;
  const lag = kafka.offsetLag === null ? '' : `, groups ${asText(count(kafka.offsetLag))} records behind`;
  return `Last ${windowSeconds} seconds: REST ${asText(perSecond(http.perSecond))}, ${errors}. Kafka ${asText(perSecond(kafka.perSecond))}${lag}.`;
}
