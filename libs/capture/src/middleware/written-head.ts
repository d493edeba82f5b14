import type { ServerResponse } from 'node:http';

type HeaderValue = string | number | readonly string[] | undefined;

/** The raw headers a response goes out with: those set on it, and those given to `writeHead`, which Node does not keep. */
export function rawHeadersOf(response: ServerResponse, given: unknown): string[] {
  const raw: string[] = [];
  const add = (name: string, value: HeaderValue) => {
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) if (one !== undefined) raw.push(name, String(one));
  };
  const givenNames = new Set<string>();
  const addGiven = (name: string, value: HeaderValue) => {
    givenNames.add(name.toLowerCase());
    add(name, value);
  };
  if (Array.isArray(given) && Array.isArray(given[0])) for (const [name, value] of given as [string, HeaderValue][]) addGiven(name, value);
  else if (Array.isArray(given)) for (let i = 0; i + 1 < given.length; i += 2) addGiven(String(given[i]), given[i + 1] as HeaderValue);
  else if (given && typeof given === 'object') for (const [name, value] of Object.entries(given)) addGiven(name, value as HeaderValue);
  for (const name of response.getHeaderNames()) if (!givenNames.has(name)) add(name, response.getHeader(name));
  return raw;
}
