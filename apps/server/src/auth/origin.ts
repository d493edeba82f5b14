import type { Config } from '../config.js';

/**
 * True when a browser page from `origin` may talk to us: the page that we serve, at PUBLIC_URL
 * where that is set, else at the very host it asked. Programs that are no browser send no Origin.
 * @param host the Host header
 */
export function isAllowedOrigin(config: Config, origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (config.publicUrl !== '') return origin === new URL(config.publicUrl).origin;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** True for a request that another site made its visitor's browser send. */
export function isForeign(config: Config, headers: { origin?: string | undefined; host?: string | undefined; 'sec-fetch-site'?: string | string[] | undefined }): boolean {
  if (headers.origin !== undefined) return !isAllowedOrigin(config, headers.origin, headers.host);
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
