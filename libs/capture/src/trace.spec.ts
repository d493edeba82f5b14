import { instantOfUuidV7, SpanId, TraceId, UuidV7 } from '@contraflow/contract';
import { wallClock } from './clock.js';
import { uuidV7At } from './ids.js';
import { continueTrace, formatTraceparent, parseTraceparent } from './trace.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('continues a trace with a span of its own', () => {
  const span = continueTrace(`00-${TRACE}-${SPAN}-00`);
  expect(span).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, flags: '00' });
  expect(span.spanId).not.toBe(SPAN);
  expect(formatTraceparent(span)).toBe(`00-${TRACE}-${span.spanId}-00`);
});

test.each([undefined, '', 'x', `ff-${TRACE}-${SPAN}-00`, `00-${'0'.repeat(32)}-${SPAN}-00`, `00-${TRACE}-${'0'.repeat(16)}-00`, `00-${TRACE}-${SPAN}-00-x`, `00-${TRACE.toUpperCase()}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00, 00-${TRACE}-${SPAN}-00`])(
  'begins a trace where there is no valid one: %s',
  (header) => {
    const span = continueTrace(header);
    expect(span.parentSpanId).toBeNull();
    expect(TraceId.parse(span.traceId)).not.toBe(TRACE);
    expect(SpanId.parse(span.spanId)).toBeDefined();
  },
);

test('reads later versions as far as they are known', () => {
  expect(parseTraceparent(`01-${TRACE}-${SPAN}-01-what-comes-later`)).toMatchObject({ traceId: TRACE, flags: '01' });
});

test('ids are version 7 and carry the millisecond of their moment', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 5_000; i += 1) {
    const at = wallClock() - i * 1_000.5;
    const id = uuidV7At(at);
    expect(UuidV7.parse(id)).toBe(id);
    expect(instantOfUuidV7(id)).toBe(Math.floor(at));
    seen.add(id);
  }
  expect(seen.size).toBe(5_000);
});
