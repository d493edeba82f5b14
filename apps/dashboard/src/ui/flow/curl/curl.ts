import { HTTP_TEXT_LIMITS, type HttpExchange } from '@contraflow/contract';
import { isRedacted } from '../../body/redacted.js';
import { requestBody } from './request-body.js';
import { headerOptions } from './request-headers.js';
import { comment, shellWord } from './shell-words.js';

/** A target that curl sends as it is: no globs, no dot segments, no fragment, nothing that it would encode. */
const PLAIN_TARGET = /^\/[\w\-.~%!$&'()*+,;=:@/?|]*$/;
const DOT_SEGMENT = /(^|\/)(\.|%2e){1,2}(\/|\?|$)/i;

/**
 * The request as a curl command for a POSIX shell, which sends what was captured: the same method, target, header fields
 * and bytes. What cannot be sent again, since it was cut or redacted, is said in comments of the command.
 */
export function toCurl(exchange: HttpExchange): string {
  const notes: string[] = [];
  const body = requestBody(exchange, notes);
  const decoded = body !== null && exchange.requestHeaders.some(([name, value]) => name.toLowerCase() === 'content-encoding' && !/^\s*(identity)?\s*$/i.test(value));
  const options = [
    ...methodOptions(exchange),
    ...targetOptions(exchange, notes),
    ...headerOptions({ headers: exchange.requestHeaders.filter(([name]) => !name.startsWith(':')), withBody: body !== null, hadBody: exchange.requestBodySize > 0, decoded }, notes),
    ...(body === null ? [] : [body.option]),
  ];
  return [...notes.map(comment), `${body?.pipe ?? ''}curl ${options.join(' \\\n  ')}`].join('\n');
}

/** A HEAD said with -X would wait for a body that never comes. */
function methodOptions({ requestMethod }: HttpExchange): string[] {
  return requestMethod === 'HEAD' ? ['--head'] : [`-X ${shellWord(requestMethod)}`];
}

function targetOptions(exchange: HttpExchange, notes: string[]): string[] {
  const { urlPath, urlQuery, serverAddress, serverPort } = exchange;
  if (isRedacted(urlQuery) || isRedacted(urlPath)) notes.push('a value of the address was taken out at capture: put your own in');
  if (urlPath.length >= HTTP_TEXT_LIMITS.urlPath || urlQuery.length >= HTTP_TEXT_LIMITS.urlQuery) notes.push('the address may have been cut at capture');
  const host = serverAddress.includes(':') ? `[${serverAddress}]` : serverAddress;
  const secure = exchange.urlScheme === 'https';
  if (!secure && exchange.urlScheme !== 'http') notes.push(`the scheme ${exchange.urlScheme} is none of HTTP: http stands in its place`);
  const origin = `${secure ? 'https' : 'http'}://${host}:${serverPort}`;
  const target = urlPath + (urlQuery === '' ? '' : `?${urlQuery}`);
  // HTTP/2 would change the fields; what was captured spoke HTTP/1.
  const version = secure ? ['--http1.1'] : [];
  const globs = host.startsWith('[') ? ['--globoff'] : [];
  if (PLAIN_TARGET.test(target) && !DOT_SEGMENT.test(target)) return [...version, ...globs, shellWord(origin + target)];
  return [...version, ...globs, `--request-target ${shellWord(target)}`, shellWord(`${origin}/`)];
}
