import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS, problemBody, type ErrorType } from './errors.js';
import { forwardableHeaders, type ResponseHead } from './http/response-head.js';
import { forwardableTrailers } from './http/trailers.js';

const SHORT_BODY = 16 * 1024;

/** The caller's side of an exchange: writes what comes from the upstream, as the caller's version of HTTP can take it. */
export class Answer {
  /** The caller reads slower than we write; `onDrain` follows. */
  isFull = false;
  /** A chunk held back for the others of its turn, so that head, body and end go out together. */
  private held: Buffer | null = null;
  private head: ResponseHead | null = null;
  private headFlushed = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly onFull: (isFull: boolean) => void,
    /** Keeps the chunks of this turn as they are until its answer is called. */
    private readonly hold: () => (() => void) | undefined,
  ) {}

  /** The status that the caller has got, or is about to; null before that. */
  get status(): number | null {
    return this.response.headersSent ? this.response.statusCode : null;
  }

  /** A 1xx answer before the real one. An HTTP/1.0 caller knows of none (RFC 9110, 15.2). */
  inform(head: ResponseHead): void {
    const { response } = this;
    if (this.isOld) return;
    // Node closes the connection behind a body that it did not see invited.
    if (head.status === 100) return response.writeContinue();
    const text = headText(head, forwardableHeaders(head.headers, false));
    const send = () => response.socket?.write(text, 'latin1');
    // Behind other answers of a pipeline it has to wait for its turn.
    if (response.socket) send();
    else response.once('socket', send);
  }

  /** @param closes the connection has to end behind this answer */
  begin(head: ResponseHead, closes: boolean): void {
    this.head = head;
    const isChunked = head.framing === 'chunked' && !this.isOld;
    const headers = forwardableHeaders(head.headers, isChunked);
    // Said outright, because Node would do so only where it cannot know the length, and trailers need it.
    if (isChunked) headers.push('Transfer-Encoding', 'chunked');
    if (closes) headers.push('Connection', 'close');
    this.response.writeHead(head.status, head.reason, headers);
  }

  data(chunk: Buffer): void {
    if (this.held) this.write(this.held);
    this.held = chunk;
  }

  /** All that came together has been handed over: what is held goes out now, and so does a head whose body is still to come. */
  flush(): void {
    if (this.held) {
      this.write(this.held);
      this.held = null;
    } else if (this.head && !this.headFlushed) this.response.flushHeaders();
    this.headFlushed = this.head !== null;
  }

  end(trailers: string[]): void {
    if (trailers.length > 0 && this.head?.framing === 'chunked' && !this.isOld) this.response.addTrailers(forwardableTrailers(trailers, this.head.headers));
    if (this.held) this.endWith(this.held);
    else this.response.end();
    this.held = null;
    this.headFlushed = true;
  }

  /** Hands the connection over to another protocol. */
  switch(head: ResponseHead): void {
    const { socket } = this.request;
    this.response.detachSocket(socket);
    socket.write(headText(head, head.headers), 'latin1');
  }

  /**
   * Tells the caller what went wrong, or, in the middle of an answer, breaks it off so that it is not taken for whole.
   * @param reason see problemBody
   * @returns the answer of ours; null when it was broken off
   */
  fail(type: ErrorType, service: string, traceId: string, reason: string | null): { headers: string[]; body: Buffer } | null {
    const { response, request } = this;
    if (response.headersSent) {
      response.destroy();
      return null;
    }
    const body = problemBody(type, service, traceId, reason);
    const headers = ['Content-Type', 'application/problem+json', 'Content-Length', String(body.length), 'Cache-Control', 'no-store'];
    if (ERRORS[type].status === 503 || ERRORS[type].status === 429) headers.push('Retry-After', '1');
    // What is left of the body would be taken for the next request.
    if (!request.complete) headers.push('Connection', 'close');
    response.writeHead(ERRORS[type].status, headers);
    response.end(body);
    return { headers, body: request.method === 'HEAD' ? body.subarray(0, 0) : body };
  }

  /** Short bodies as text, byte for byte: Node puts that behind the head, and both go out in one piece, which costs half of two. */
  private endWith(body: Buffer): void {
    if (body.length <= SHORT_BODY) this.response.end(body.toString('latin1'), 'latin1');
    else this.response.end(body, this.hold());
  }

  private get isOld(): boolean {
    return this.request.httpVersion === '1.0';
  }

  private write(chunk: Buffer): void {
    if (this.response.write(chunk, this.hold()) || this.isFull) return;
    this.isFull = true;
    this.onFull(true);
    this.response.once('drain', () => {
      this.isFull = false;
      this.onFull(false);
    });
  }
}

function headText({ status, reason }: ResponseHead, fields: readonly string[]): string {
  let text = `HTTP/1.1 ${status} ${reason}\r\n`;
  for (let i = 0; i < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return `${text}\r\n`;
}
