/** What can be read of a request that the parser refused. */
export interface BrokenRequest {
  /** Null when no request line could be found. */
  method: string | null;
  target: string | null;
  /** Name, value, name, value, …, latin1 without control characters. */
  rawHeaders: string[];
}

/** As much as Node reads at once; nothing beyond is looked at. */
const MOST = 64 * 1024;
const MOST_FIELDS = 256;
const REQUEST_LINE = /^([A-Za-z][A-Za-z_-]{0,31}) +(\S.*?) *(?: HTTP\/\d(?:\.\d)?)?$/;
const TARGET = /^(?:\/|\*$|[a-z][a-z\d+.-]*:\/\/)/i;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256})[ \t]*:(.*)$/;
// eslint-disable-next-line no-control-regex -- they cannot be stored
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/g;

/**
 * Reads leniently and within bounds what a broken request seems to have been: its request line and the fields behind it.
 * @param packet what came with the mistake: beginning anywhere, as requests may come in pieces or several at once
 * @param mistakeAt where in it the parser stopped
 */
export function readBrokenRequest(packet: Buffer | undefined, mistakeAt: number): BrokenRequest {
  const unreadable: BrokenRequest = { method: null, target: null, rawHeaders: [] };
  if (!packet) return unreadable;
  const lines = packet.toString('latin1', 0, MOST).split('\n');
  let at = 0;
  let found = -1;
  // The last request that begins before the mistake.
  for (let i = 0; i < lines.length && at <= mistakeAt; i += 1) {
    const line = lines[i] as string;
    at += line.length + 1;
    lines[i] = line.replace(/\r$/, '');
    if (isRequestLine(lines[i] as string)) found = i;
  }
  const match = found === -1 ? null : REQUEST_LINE.exec(lines[found] as string);
  if (!match) return unreadable;
  const rawHeaders: string[] = [];
  for (let i = found + 1; i < lines.length && rawHeaders.length < 2 * MOST_FIELDS; i += 1) {
    const line = (lines[i] as string).replace(/\r$/, '');
    if (line === '') break;
    // What is no field, or goes on from the line before, may be part of a secret.
    const field = FIELD.exec(line);
    if (field) rawHeaders.push(field[1] as string, (field[2] as string).trim().replace(CONTROLS, '?'));
  }
  return { method: match[1] as string, target: (match[2] as string).replace(CONTROLS, (char) => encodeURIComponent(char)), rawHeaders };
}

function isRequestLine(line: string): boolean {
  const match = REQUEST_LINE.exec(line);
  return match !== null && (/ HTTP\/\d(?:\.\d)?$/.test(line) || TARGET.test(match[2] as string));
}
