import { createServer } from 'node:http';

// node sink.ts PORT: takes what the gateway ships as the server does, without storing it, so that shipping is a part of
// what is measured and storing is not. GET /counts says what came.

/** Entries that are no exchanges are JSON. */
const BRACE = 0x7b;
const counts = { entries: 0, dropped: 0, bytes: 0 };
let next = 0;

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const url = new URL(request.url ?? '/', 'http://sink');
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/counts') response.end(JSON.stringify(counts));
    else if (url.pathname === '/api/capture/sources') response.end(JSON.stringify({ source: 'capture:bench', epoch: 1, next }));
    else response.end(JSON.stringify(take(Number(url.searchParams.get('first')), Buffer.concat(parts))));
  });
}).listen(Number(process.argv[2]), '127.0.0.1');

/** Goes through the entries as they lie in a spool, each behind its length (`libs/contract/src/exchange-bytes.ts`). */
function take(first: number, body: Buffer): { next: number; setAside: number } {
  let entries = 0;
  for (let at = 0; at < body.length; entries += 1) {
    const from = at + 4;
    at = from + body.readUInt32LE(at);
    if (body[from] !== BRACE) continue;
    const entry = JSON.parse(body.toString('utf8', from, at)) as { kind: string; dropped?: number };
    if (entry.kind === 'drop') counts.dropped += entry.dropped ?? 0;
  }
  counts.entries += entries;
  counts.bytes += body.length;
  next = first + entries;
  return { next, setAside: 0 };
}
