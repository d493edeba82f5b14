/** A part of a text and what is to stand there instead. */
export interface Span {
  from: number;
  to: number;
  text: string;
}

/** Replaces the spans, of which the wider one counts where two overlap. */
export function replaceSpans(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  let out = '';
  let copied = 0;
  for (const span of spans) {
    if (span.from < copied) continue;
    out += text.slice(copied, span.from) + span.text;
    copied = span.to;
  }
  return out + text.slice(copied);
}
