import { connectionListed, HOP_BY_HOP } from './hop-by-hop.js';

/** Lines that ended well have been split off at their ends. */
const hasLoneEnd = (text: string) => /(?<!\r)\n|\r(?!\n)/.test(text);

/** How a response's body ends (RFC 9112, 6.3). */
export type ResponseFraming = 'none' | 'length' | 'chunked' | 'close';

export interface ResponseHead {
  status: number;
  reason: string;
  /** Name, value, name, value, … as they came. */
  headers: string[];
  framing: ResponseFraming;
  /** Bytes of the body with framing `length`. */
  length: number;
  /** The connection can take another request afterwards. */
  keepAlive: boolean;
  /** Seconds after which the upstream closes an idle connection, where it says so. */
  idleSeconds: number | null;
}

/** Not an answer that can be passed on safely. */
export class MalformedResponse extends Error {}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: (.*))?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// eslint-disable-next-line no-control-regex -- the control characters are what is looked for
const FORBIDDEN = /[\0-\x08\n-\x1f\x7f]/;

/**
 * Reads the head of a response, strictly: what two readers might understand differently is refused.
 * @param text latin1, without the empty line at the end
 * @param method of the request it answers
 */
export function parseResponseHead(text: string, method: string): ResponseHead {
  const lines = text.split('\r\n');
  const line = STATUS_LINE.exec(lines[0] as string);
  if (!line || FORBIDDEN.test(lines[0] as string)) throw new MalformedResponse(hasLoneEnd(text) ? 'a line ends in LF or CR alone, not in CRLF' : 'the status line is not valid');
  const status = Number(line[2]);
  const headers = parseFields(lines, 1);
  let length: string | undefined;
  let coding: string | undefined;
  let keepAlive = line[1] === '1';
  let idleSeconds: number | null = null;
  for (let i = 0; i < headers.length; i += 2) {
    const value = headers[i + 1] as string;
    switch ((headers[i] as string).toLowerCase()) {
      case 'content-length':
        if (!/^\d{1,15}$/.test(value) || (length !== undefined && length !== value)) throw new MalformedResponse('Content-Length is not one number');
        length = value;
        break;
      case 'transfer-encoding':
        coding = coding === undefined ? value.toLowerCase() : `${coding},${value.toLowerCase()}`;
        break;
      case 'connection':
        if (/(?:^|[\s,])close(?:$|[\s,])/i.test(value)) keepAlive = false;
        else if (line[1] === '0' && /keep-alive/i.test(value)) keepAlive = true;
        break;
      case 'keep-alive': {
        const hint = /timeout\s*=\s*(\d{1,6})/i.exec(value);
        if (hint) idleSeconds = Number(hint[1]);
        break;
      }
      default:
    }
  }
  const framing = framingOf(status, method, length, coding, line[1] === '1');
  return { status, reason: line[3] ?? '', headers, framing, length: Number(length ?? 0), keepAlive: keepAlive && framing !== 'close', idleSeconds };
}

function framingOf(status: number, method: string, length: string | undefined, coding: string | undefined, isHttp11: boolean): ResponseFraming {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return 'none';
  if (coding !== undefined) {
    if (length !== undefined || !isHttp11) throw new MalformedResponse('Transfer-Encoding contradicts the rest of the head');
    if (coding !== 'chunked') throw new MalformedResponse(`the transfer coding ${coding.slice(0, 40)} is not supported`);
    return 'chunked';
  }
  return length === undefined ? 'close' : 'length';
}

/** Header or trailer fields, from line `from` on; folded lines are refused (RFC 9112, 5.2). */
export function parseFields(lines: readonly string[], from: number): string[] {
  const fields: string[] = [];
  for (let i = from; i < lines.length; i += 1) {
    const line = lines[i] as string;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (colon < 1 || !NAME.test(name) || FORBIDDEN.test(line)) throw new MalformedResponse(hasLoneEnd(line) ? 'a line ends in LF or CR alone, not in CRLF' : `header line ${i} is not valid`);
    fields.push(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/**
 * The fields of a response that go on to the caller.
 * @param canTrail the caller can be sent trailers behind this answer
 */
export function forwardableHeaders(raw: readonly string[], canTrail: boolean): string[] {
  const listed = connectionListed(raw);
  const kept: string[] = [];
  let hasLength = false;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || listed?.has(lower) || (lower === 'trailer' && !canTrail)) continue;
    if (lower === 'content-length') {
      // The same twice is once (RFC 9110, 8.6).
      if (hasLength) continue;
      hasLength = true;
    }
    kept.push(name, raw[i + 1] as string);
  }
  return kept;
}
