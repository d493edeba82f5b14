import { parseKafkaRecordId, TraceId, UuidV7 } from '@contraflow/contract';

/** What somebody has pasted: the id of a flow, of either side, or of a trace. */
export type Recognised = { kind: 'flow' | 'trace'; id: string };

/** Finds an id in a text: alone, in capitals, in quotes, as a `traceparent`, or within a link of ours. Null for anything else. */
export function recognise(text: string): Recognised | null {
  const bare = text.trim().replace(/^["'`<]+|["'`>,;]+$/g, '');
  const linked = /\/flows\/([^/?#\s]+)/.exec(bare)?.[1] ?? /[?&]flow=([^&#\s]+)/.exec(bare)?.[1];
  const word = linked === undefined ? bare : decoded(linked);
  if (UuidV7.safeParse(word.toLowerCase()).success) return { kind: 'flow', id: word.toLowerCase() };
  if (parseKafkaRecordId(word)) return { kind: 'flow', id: word };
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(word)?.[1];
  const trace = (parent ?? word.replace(/^trace(_id|id|:|=)?\s*[:=]?\s*/i, '')).toLowerCase();
  return TraceId.safeParse(trace).success ? { kind: 'trace', id: trace } : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
