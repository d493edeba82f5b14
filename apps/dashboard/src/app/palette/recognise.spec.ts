import { recognise } from './recognise.js';

const EXCHANGE = '01a21116-6e6a-7778-82e2-db9b75285c90';
const RECORD = 'CFrk28fL_JR2QoLyi1IN7A.396530ea-cde1-4b4d-8eb0-989832f553f1.0.27';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

test.each([EXCHANGE, ` ${EXCHANGE} `, EXCHANGE.toUpperCase(), `"${EXCHANGE}"`, `https://ops.example/flows/${EXCHANGE}?range=1h`, `/live?filter=a&flow=${EXCHANGE}`])('%j is an exchange', (text) =>
  expect(recognise(text)).toEqual({ kind: 'flow', id: EXCHANGE }));

test.each([RECORD, `http://localhost:4400/flows/${encodeURIComponent(RECORD)}`])('%j is a record', (text) => expect(recognise(text)).toEqual({ kind: 'flow', id: RECORD }));

test.each([TRACE, TRACE.toUpperCase(), `00-${TRACE}-b7ad6b7169203331-01`, `trace:${TRACE}`, `traceId=${TRACE}`])('%j is a trace', (text) => expect(recognise(text)).toEqual({ kind: 'trace', id: TRACE }));

test.each(['', 'status:503', 'orders', '503', '0'.repeat(32), 'a.b', EXCHANGE.slice(1), '/flows/'])('%j is no id', (text) => expect(recognise(text)).toBeNull());
