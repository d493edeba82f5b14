import { EXCHANGE_VERSION, letterOf } from '@contraflow/contract';
import type { ByteWriter } from './byte-writer.js';
import type { CapturedExchange } from './captured-exchange.js';
import { writeHeaders } from './header-text.js';
import { toMicros } from './layout.js';

/**
 * Writes an exchange as bytes, as the contract's `exchange-bytes.ts` says.
 * @throws NotEncodable (or TypeError) for a value that its field cannot hold
 */
export function writeExchange(out: ByteWriter, exchange: CapturedExchange): void {
  const { requestBody, responseBody } = exchange;
  out.byte(EXCHANGE_VERSION);
  out.hex(exchange.id, 16);
  out.int8(toMicros(exchange.startedAt));
  out.int8(exchange.durationNs);
  out.int8(exchange.requestBodySize);
  out.int8(exchange.responseBodySize);
  out.int4(exchange.serverPort);
  out.bool(requestBody?.truncated ?? false);
  out.bool(responseBody?.truncated ?? false);
  out.letter(letterOf('exchangeKind', exchange.exchangeKind));
  if (exchange.responseStatusCode === null) out.null();
  else out.int4(exchange.responseStatusCode);
  if (exchange.timeToFirstByteNs === null) out.null();
  else out.int8(exchange.timeToFirstByteNs);
  if (exchange.traceId === null) out.null();
  else out.hex(exchange.traceId, 16);
  if (exchange.spanId === null) out.null();
  else out.hex(exchange.spanId, 8);
  out.text(exchange.requestMethod);
  out.text(exchange.route);
  out.text(exchange.service);
  if (exchange.errorType === null) out.null();
  else out.text(exchange.errorType);
  out.text(exchange.userAgent);
  out.text(exchange.clientAddress);
  out.text(exchange.urlScheme);
  out.text(exchange.urlPath);
  out.text(exchange.urlQuery);
  out.text(exchange.serverAddress);
  if (exchange.parentSpanId === null) out.null();
  else out.hex(exchange.parentSpanId, 8);
  if (exchange.spanKind === null) out.null();
  else out.letter(letterOf('spanKind', exchange.spanKind));
  if (exchange.origin === null) out.null();
  else out.letter(letterOf('origin', exchange.origin));
  if (exchange.closedBy === null) out.null();
  else out.letter(letterOf('closedBy', exchange.closedBy));
  if (exchange.closeCode === null) out.null();
  else out.int4(exchange.closeCode);
  if (exchange.requestBodyNote === null) out.null();
  else out.text(exchange.requestBodyNote);
  if (exchange.responseBodyNote === null) out.null();
  else out.text(exchange.responseBodyNote);
  out.field(() => writeHeaders(out, exchange.requestHeaders));
  out.field(() => writeHeaders(out, exchange.responseHeaders));
  writeBody(out, requestBody);
  writeBody(out, responseBody);
}

function writeBody(out: ByteWriter, body: CapturedExchange['requestBody']): void {
  if (body === null) out.null();
  else if ('bytes' in body) out.binary(body.bytes);
  else out.binary(Buffer.from(body.base64, 'base64'));
}
