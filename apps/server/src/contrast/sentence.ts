import type { Contrast } from '@contraflow/contract';
import { durationWords, shareWords, windowWords } from './words.js';

type Part = Contrast['sentence'][number];
type Measured = Omit<Contrast, 'sentence'>;

const plain = (text: string): Part => ({ text, side: null });
const rest = (text: string): Part => ({ text, side: 'http' });
const kafka = (text: string): Part => ({ text, side: 'kafka' });

/** What the figures add up to, in one sentence or two. Says what was measured, and of what was not, that it is unknown. */
export function sentenceOf(contrast: Measured, now: number): Part[] {
  const begin = plain(`${windowWords(contrast.from, contrast.to, now)} `);
  return [begin, ...restParts(contrast), ...kafkaParts(contrast)];
}

function restParts({ exchanges, asking, interest }: Measured): Part[] {
  const { quantiles } = asking.http.blocked;
  if (exchanges === 0 || !quantiles) return [rest('no REST exchange was recorded'), plain('. ')];
  const answered = exchanges - interest.http.unanswered;
  const outcome = answered === exchanges ? ' and had their answer' : answered === 0 ? ' and had no answer' : `, and ${shareWords(answered, exchanges)} had their answer`;
  return [rest(`REST callers waited ${durationWords(quantiles.p95Ns)}`), plain(` (p95)${outcome}. `)];
}

function kafkaParts(contrast: Measured): Part[] {
  const { accepted, readable, completed } = contrast.asking.kafka;
  if (contrast.records === 0) return [kafka('No Kafka record was recorded'), ...done(contrast, ' meanwhile')];
  if (accepted.quantiles) return [kafka(`Producers were free after ${durationWords(accepted.quantiles.p95Ns)}`), ...done(contrast, '')];
  if (readable.quantiles) return [plain('No producer said when it was free; records '), kafka(`could be read after ${durationWords(readable.quantiles.p95Ns)}`), ...done(contrast, '')];
  return [plain('When producers were free is unknown'), ...(completed.quantiles ? done(contrast, '') : [plain('.')])];
}

/** When the groups were done, and who is behind. */
function done({ asking, interest }: Measured, meanwhile: string): Part[] {
  const { completed, slowestGroup } = asking.kafka;
  const { groupBehind, timeLagSeconds, offsetLag } = interest.kafka;
  const lag = timeLagSeconds !== null && timeLagSeconds > 0 ? durationWords(timeLagSeconds * 1e9) : null;
  const behind = groupBehind === null ? null : lag ? `${groupBehind} is ${lag} behind` : `${groupBehind} is behind`;
  if (!completed.quantiles) {
    if (behind) return [plain(`${meanwhile}, and `), kafka(behind), plain('.')];
    return [plain(offsetLag === null ? `${meanwhile}, and no group is known to read.` : `${meanwhile}, and no group is behind.`)];
  }
  const later = kafka(`${durationWords(completed.quantiles.p95Ns)} after the record was made`);
  if (behind && slowestGroup?.consumerGroup === groupBehind) return [plain(`${meanwhile}, and groups were done `), later, plain(`, because ${behind}.`)];
  return [plain(`${meanwhile}, and groups were done `), later, plain(behind ? `; ${behind}.` : '.')];
}
