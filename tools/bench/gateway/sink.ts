import { createServer } from 'node:http';

// node sink.ts PORT: takes what the gateway ships as the server does, without storing it, so that shipping is a part of
// what is measured and storing is not. GET /counts says what came.

const LINE_FEED = 0x0a;
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

function take(first: number, body: Buffer): { next: number; setAside: number } {
  let lines = 0;
  for (let at = body.indexOf(LINE_FEED); at !== -1; at = body.indexOf(LINE_FEED, at + 1)) lines += 1;
  if (body.includes('"kind":"drop"')) {
    for (const line of body.toString().split('\n')) if (line.startsWith('{"kind":"drop"')) counts.dropped += (JSON.parse(line) as { dropped: number }).dropped;
  }
  counts.entries += lines;
  counts.bytes += body.length;
  next = first + lines;
  return { next, setAside: 0 };
}
