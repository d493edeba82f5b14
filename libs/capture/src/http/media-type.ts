/** Kept unless configured otherwise: what people read, and what can be redacted. */
export const TEXT_TYPES = [
  'text/*',
  'application/json',
  'application/*+json',
  'application/x-ndjson',
  'application/xml',
  'application/*+xml',
  'application/x-www-form-urlencoded',
  'application/graphql',
  'application/javascript',
  'application/yaml',
] as const;

export interface ContentType {
  /** Lower case, such as `application/json`; empty when not given. */
  mediaType: string;
  /** Lower case; empty when not given. */
  charset: string;
}

export function parseContentType(value: string | undefined): ContentType {
  if (!value) return { mediaType: '', charset: '' };
  const semicolon = value.indexOf(';');
  if (semicolon === -1) return { mediaType: value.trim().toLowerCase(), charset: '' };
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(value)?.[1] ?? '';
  return { mediaType: value.slice(0, semicolon).trim().toLowerCase(), charset: charset.toLowerCase() };
}

/** Says of a media type whether one of the patterns (`text/*`) names it. */
export function mediaTypeMatcher(patterns: readonly string[]): (mediaType: string) => boolean {
  const quoted = patterns.map((pattern) => pattern.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^;\\s]*'));
  const shape = quoted.length > 0 ? new RegExp(`^(?:${quoted.join('|')})$`) : /(?!)/;
  return (mediaType) => shape.test(mediaType);
}
