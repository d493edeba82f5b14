import { REDACTED } from './redacted.js';
/** `/reset/{token}`: a segment in braces is redacted, `*` stands for any one segment, a last `**` for all that follow. */
export interface PathPattern {
  /** Null: for every service. */
  service: string | null;
  pattern: string;
}


/** Makes the function that replaces the segments of paths that patterns name, however the path is spelled. */
export function pathRedactor(patterns: readonly PathPattern[]) {
  const shapes = patterns.map(({ service, pattern }) => ({ service, segments: pattern.split('/').filter(Boolean).map((part) => (isName(part) || part === '*' || part === '**' ? part : plain(part))) }));
  return function redactPath(service: string, given: string): { path: string; template: string } {
    const path = given.includes('://') ? given.replace(/:\/\/[^/]*@/, `://${REDACTED}@`) : given;
    if (shapes.length === 0 && !path.includes('eyJ') && !path.includes(';')) return { path, template: path };
    const parts = path.split('/');
    // Empty segments count for nothing, so that //reset/x is /reset/x.
    const filled = parts.flatMap((part, index) => (part === '' ? [] : [index]));
    const names = new Map<number, string>();
    for (const shape of shapes) {
      // Of an address in a header the service is not known.
      if (shape.service !== null && service !== '' && shape.service !== service) continue;
      const { segments } = shape;
      const open = segments[segments.length - 1] === '**';
      const length = open ? segments.length - 1 : segments.length;
      if (open ? filled.length < length : filled.length !== length) continue;
      if (!segments.slice(0, length).every((segment, i) => isName(segment) || segment === '*' || segment === plain(parts[filled[i] as number] as string))) continue;
      for (let i = 0; i < length; i += 1) if (isName(segments[i] as string)) names.set(filled[i] as number, segments[i] as string);
    }
    return {
      path: parts.map((part, index) => (names.has(index) ? REDACTED : redactSegment(part))).join('/'),
      template: parts.map((part, index) => names.get(index) ?? redactSegment(part)).join('/'),
    };
  };
}

const isName = (part: string) => part.startsWith('{') && part.endsWith('}');

function plain(part: string): string {
  try {
    return decodeURIComponent(part).toLowerCase();
  } catch {
    return part.toLowerCase();
  }
}

/** A signed token, or a session that is kept in addresses (`;jsessionid=…`), shows itself without a pattern. */
const redactSegment = (part: string) =>
  part.replace(/^eyJ[\w-]{4,}\.[\w.-]+/, REDACTED).replace(/(;[\w.-]*(?:sess|sid|token|auth)[\w.-]*=)[^;]*/gi, `$1${REDACTED}`);
