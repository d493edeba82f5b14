import { LETTERS, wordOf, type BodyPrefix, type ExchangeKind, type HttpExchange, type HttpHeaders } from '@contraflow/contract';
import { decodeExchange, uuid } from './decode-exchange.js';
import type { EntryBytes } from './entry-bytes.js';
import { AT, toEpochMs, WALKED } from './layout.js';
import { TextCache } from './text-cache.js';

const texts = new TextCache();
const RESPONSE = LETTERS.exchangeKind.response.charCodeAt(0);

/**
 * An exchange that lies in the bytes of its batch and is read from there field by field, when somebody asks: most of its
 * fields are only handed on. Only over bytes that `isPlainExchange` has passed. It keeps its batch's bytes alive.
 */
export class EncodedExchange implements HttpExchange {
  constructor(
    private readonly entry: EntryBytes,
    /** Where its version stands in {@link bytes}. */
    private readonly version: number,
    /** Where its fields end in {@link bytes}. */
    readonly to: number,
  ) {}

  /** The bytes of its whole batch. */
  get bytes(): Buffer {
    return this.entry.bytes;
  }

  /** Where its fields begin in {@link bytes}. */
  get from(): number {
    return this.version + AT.id;
  }

  /** Where method, route, service, error type and user agent lie in {@link bytes}, one behind the other. */
  get labelsFrom(): number {
    return this.walkTo(WALKED.requestMethod);
  }

  get labelsTo(): number {
    return this.walkTo(WALKED.clientAddress);
  }

  get kind() {
    return 'http' as const;
  }

  get id(): string {
    const at = this.version + AT.id + 4;
    return uuid(this.bytes.toString('hex', at, at + 16));
  }

  get startedAt(): number {
    return toEpochMs(this.entry.int8(this.version + AT.startedAt + 4));
  }

  get durationNs(): number {
    return this.entry.int8(this.version + AT.durationNs + 4);
  }

  get requestBodySize(): number {
    return this.entry.int8(this.version + AT.requestBodySize + 4);
  }

  get responseBodySize(): number {
    return this.entry.int8(this.version + AT.responseBodySize + 4);
  }

  get exchangeKind(): ExchangeKind {
    const letter = this.entry.view.getUint8(this.version + AT.exchangeKind + 4);
    return letter === RESPONSE ? 'response' : (wordOf('exchangeKind', String.fromCharCode(letter)) as ExchangeKind);
  }

  get serverPort(): number {
    return this.entry.view.getInt32(this.version + AT.serverPort + 4);
  }

  get responseStatusCode(): number | null {
    const at = this.version + AT.walk;
    return this.entry.view.getInt32(at) === -1 ? null : this.entry.view.getInt32(at + 4);
  }

  get timeToFirstByteNs(): number | null {
    const at = this.walkTo(WALKED.timeToFirstByteNs);
    return this.entry.view.getInt32(at) === -1 ? null : this.entry.int8(at + 4);
  }

  get traceId(): string | null {
    return this.hex(WALKED.traceId);
  }

  get spanId(): string | null {
    return this.hex(WALKED.spanId);
  }

  get requestMethod(): string {
    return this.text(WALKED.requestMethod);
  }

  get route(): string {
    return this.text(WALKED.route);
  }

  get service(): string {
    return this.text(WALKED.service);
  }

  get errorType(): string | null {
    return this.textOrNull(WALKED.errorType);
  }

  get userAgent(): string {
    return this.text(WALKED.userAgent);
  }

  get clientAddress(): string {
    return this.text(WALKED.clientAddress);
  }

  get urlScheme(): string {
    return this.text(WALKED.urlScheme);
  }

  get urlPath(): string {
    return this.text(WALKED.urlPath);
  }

  get urlQuery(): string {
    return this.text(WALKED.urlQuery);
  }

  get serverAddress(): string {
    return this.text(WALKED.serverAddress);
  }

  get parentSpanId(): string | null {
    return this.hex(WALKED.parentSpanId);
  }

  get spanKind() {
    return this.word('spanKind');
  }

  get origin() {
    return this.word('origin');
  }

  get closedBy() {
    return this.word('closedBy');
  }

  get closeCode(): number | null {
    const at = this.walkTo(WALKED.closeCode);
    return this.entry.view.getInt32(at) === -1 ? null : this.entry.view.getInt32(at + 4);
  }

  get requestBodyNote(): string | null {
    return this.textOrNull(WALKED.requestBodyNote);
  }

  get responseBodyNote(): string | null {
    return this.textOrNull(WALKED.responseBodyNote);
  }

  get requestHeaders(): HttpHeaders {
    return this.headers(WALKED.requestHeaders);
  }

  get responseHeaders(): HttpHeaders {
    return this.headers(WALKED.responseHeaders);
  }

  get requestBody(): BodyPrefix | null {
    return this.body(WALKED.requestBody, AT.requestBodyTruncated);
  }

  get responseBody(): BodyPrefix | null {
    return this.body(WALKED.responseBody, AT.responseBodyTruncated);
  }

  /** A plain object with all of it. */
  toJSON(): HttpExchange {
    return decodeExchange(this.bytes.subarray(this.version, this.to)).value as HttpExchange;
  }

  private walkTo(field: number): number {
    return this.entry.walkTo(this.version, field);
  }

  private text(field: number): string {
    return this.textAt(this.walkTo(field));
  }

  private textOrNull(field: number): string | null {
    const at = this.walkTo(field);
    return this.entry.view.getInt32(at) === -1 ? null : this.textAt(at);
  }

  private word<Field extends 'spanKind' | 'origin' | 'closedBy'>(field: Field): HttpExchange[Field] {
    const letter = this.textOrNull(WALKED[field]);
    return letter === null ? null : (wordOf(field, letter) as HttpExchange[Field]);
  }

  private textAt(at: number): string {
    const from = at + 4;
    return texts.textOf(this.bytes, from, from + this.entry.view.getInt32(at));
  }

  private hex(field: number): string | null {
    const at = this.walkTo(field);
    const length = this.entry.view.getInt32(at);
    return length === -1 ? null : this.bytes.toString('hex', at + 4, at + 4 + length);
  }

  private headers(field: number): HttpHeaders {
    const at = this.walkTo(field);
    return JSON.parse(this.bytes.toString('latin1', at + 4, at + 4 + this.entry.view.getInt32(at))) as HttpHeaders;
  }

  private body(field: number, truncated: number): BodyPrefix | null {
    const at = this.walkTo(field);
    const length = this.entry.view.getInt32(at);
    if (length === -1) return null;
    return { base64: this.bytes.toString('base64', at + 4, at + 4 + length), truncated: this.bytes[this.version + truncated + 4] === 1 };
  }
}
