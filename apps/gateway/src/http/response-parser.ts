import { MalformedResponse, parseFields, parseResponseHead, type ResponseHead } from './response-head.js';

/** Told of a response's parts in order. */
export interface ResponseSink {
  onInformation(head: ResponseHead): void;
  onHead(head: ResponseHead): void;
  /** @param chunk to be read before the call is over; the connection reads into the same memory again */
  onData(chunk: Buffer): void;
  /** @param trailers name, value, name, value, … */
  onEnd(trailers: string[]): void;
  /** 101: from here on the bytes are not HTTP. */
  onSwitch(head: ResponseHead, rest: Buffer): void;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const VERSION = Buffer.from('HTTP/1.');
const MAX_HEAD = 64 * 1024;
const MAX_CHUNK_LINE = 4_096;
const MAX_INFORMATION = 32;
const CHUNK_LINE = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;

type State = 'idle' | 'head' | 'length' | 'close' | 'chunk-line' | 'chunk-data' | 'chunk-end' | 'trailers' | 'switched';

/** Reads HTTP/1.1 responses off one connection, wherever its bytes happen to be cut. */
export class ResponseParser {
  private state: State = 'idle';
  private sink: ResponseSink | null = null;
  private method = '';
  /** Bytes of a head or line that is not complete yet. */
  private partial: Buffer | null = null;
  private left = 0;
  private informed = 0;

  /** Expects the answer to a request. */
  expect(method: string, sink: ResponseSink): void {
    this.state = 'head';
    this.method = method;
    this.sink = sink;
    this.informed = 0;
  }

  get isIdle(): boolean {
    return this.state === 'idle';
  }

  /**
   * Takes bytes as they come.
   * @throws MalformedResponse when they are no answer, or more than one
   */
  push(bytes: Buffer): void {
    let chunk = bytes;
    if (this.partial) {
      chunk = Buffer.concat([this.partial, bytes]);
      this.partial = null;
    }
    let at = 0;
    while (at < chunk.length) {
      const next = this.step(chunk, at);
      if (next === -1) {
        this.partial = Buffer.from(chunk.subarray(at));
        return;
      }
      at = next;
    }
  }

  /** The connection ended. @returns false when the answer is not complete */
  finish(): boolean {
    if (this.state === 'close') this.end([]);
    return this.state === 'idle';
  }

  /** @returns where to go on, or -1 when more bytes are needed */
  private step(chunk: Buffer, at: number): number {
    const sink = this.sink as ResponseSink;
    switch (this.state) {
      case 'idle':
        throw new MalformedResponse('bytes came that belong to no answer');
      case 'head':
        return this.readHead(chunk, at);
      case 'length':
      case 'chunk-data': {
        const to = Math.min(chunk.length, at + this.left);
        this.left -= to - at;
        sink.onData(at === 0 && to === chunk.length ? chunk : chunk.subarray(at, to));
        if (this.left === 0) {
          if (this.state === 'length') this.end([]);
          else this.state = 'chunk-end';
        }
        return to;
      }
      case 'close':
        sink.onData(at === 0 ? chunk : chunk.subarray(at));
        return chunk.length;
      case 'chunk-end': {
        if (chunk.length - at < 2) return -1;
        if (chunk[at] !== 0x0d || chunk[at + 1] !== 0x0a) throw new MalformedResponse('a chunk is longer than it says');
        this.state = 'chunk-line';
        return at + 2;
      }
      case 'chunk-line':
        return this.readChunkLine(chunk, at);
      case 'trailers':
        return this.readTrailers(chunk, at);
      case 'switched':
        sink.onData(at === 0 ? chunk : chunk.subarray(at));
        return chunk.length;
    }
  }

  private readHead(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(END_OF_HEAD, at);
    if (end === -1 || end - at > MAX_HEAD) {
      checkBeginning(chunk, at);
      if (chunk.length - at > MAX_HEAD) throw new MalformedResponse(`the header fields are longer than ${MAX_HEAD / 1024} KB`);
      return -1;
    }
    const head = parseResponseHead(chunk.toString('latin1', at, end), this.method);
    const sink = this.sink as ResponseSink;
    const behind = end + END_OF_HEAD.length;
    if (head.status === 101) {
      this.state = 'switched';
      sink.onSwitch(head, Buffer.from(chunk.subarray(behind)));
      return chunk.length;
    }
    if (head.status < 200) {
      this.informed += 1;
      if (this.informed > MAX_INFORMATION) throw new MalformedResponse('there are too many interim answers');
      sink.onInformation(head);
      return behind;
    }
    this.left = head.length;
    const isEmpty = head.framing === 'none' || (head.framing === 'length' && head.length === 0);
    this.state = head.framing === 'chunked' ? 'chunk-line' : head.framing === 'close' ? 'close' : 'length';
    sink.onHead(head);
    if (isEmpty) this.end([]);
    return behind;
  }

  private readChunkLine(chunk: Buffer, at: number): number {
    const line = lineAt(chunk, at, MAX_CHUNK_LINE);
    if (line === null) return -1;
    const size = CHUNK_LINE.exec(line);
    if (!size) throw new MalformedResponse('the size of a chunk is not valid');
    this.left = Number.parseInt(size[1] as string, 16);
    this.state = this.left === 0 ? 'trailers' : 'chunk-data';
    return at + line.length + 2;
  }

  private readTrailers(chunk: Buffer, at: number): number {
    if (chunk.length - at < 2) return -1;
    if (chunk[at] === 0x0d && chunk[at + 1] === 0x0a) {
      this.end([]);
      return at + 2;
    }
    const end = chunk.indexOf(END_OF_HEAD, at);
    if (end === -1 || end - at > MAX_HEAD) {
      checkLineEnds(chunk, at);
      if (chunk.length - at > MAX_HEAD) throw new MalformedResponse(`the trailers are longer than ${MAX_HEAD / 1024} KB`);
      return -1;
    }
    this.end(parseFields(chunk.toString('latin1', at, end).split('\r\n'), 0));
    return end + END_OF_HEAD.length;
  }

  private end(trailers: string[]): void {
    const sink = this.sink as ResponseSink;
    this.state = 'idle';
    this.sink = null;
    sink.onEnd(trailers);
  }
}

/** The line at `at` without its end; null when it is not complete. */
function lineAt(chunk: Buffer, at: number, limit: number): string | null {
  const end = chunk.indexOf('\r\n', at, 'latin1');
  if (end === -1) checkLineEnds(chunk, at);
  if (end === -1 ? chunk.length - at > limit : end - at > limit) throw new MalformedResponse('a line is too long');
  return end === -1 ? null : chunk.toString('latin1', at, end);
}

/** Says of a head that is not complete what no more bytes can mend, so that nobody waits for them. */
function checkBeginning(chunk: Buffer, at: number): void {
  const seen = Math.min(VERSION.length, chunk.length - at);
  if (chunk.compare(VERSION, 0, seen, at, at + seen) !== 0) throw new MalformedResponse('it does not begin with HTTP/1');
  checkLineEnds(chunk, at);
}

/** Two readers may see another end of a line in a lone line feed or carriage return (RFC 9112, 2.2). */
function checkLineEnds(chunk: Buffer, at: number): void {
  for (let end = chunk.indexOf(0x0a, at); end !== -1; end = chunk.indexOf(0x0a, end + 1)) {
    if (end === at || chunk[end - 1] !== 0x0d) throw new MalformedResponse('a line ends in LF alone, not in CRLF');
  }
  for (let end = chunk.indexOf(0x0d, at); end !== -1 && end + 1 < chunk.length; end = chunk.indexOf(0x0d, end + 1)) {
    if (chunk[end + 1] !== 0x0a) throw new MalformedResponse('a line ends in CR alone, not in CRLF');
  }
}
