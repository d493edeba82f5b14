/** A configured template such as `/orders/{id}/lines`; `{name}` stands for one segment, a last `*` for all that follow. */
export interface RouteTemplate {
  /** Null: for every service. */
  service: string | null;
  template: string;
}

export interface RouteOptions {
  templates?: readonly RouteTemplate[];
  /** Different routes a service may have; what comes beyond shares {@link OTHER_ROUTE}. */
  maxRoutes?: number;
}

export const OTHER_ROUTE = '/{other}';
const MAX_LENGTH = 512;

const IDS = [
  /^\d+$/,
  /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i,
  /^(?=.*\d)[0-9a-f]{8,}$/i,
  /^\d{4}-\d{2}(-\d{2}([T ].*)?)?$/,
  // o-88213, ord_42, INV-2026-0001
  /^[a-z]{1,16}([-_.:]\d+)+$/i,
  // a88213, but not v1 or oauth2
  /^[a-z]{1,4}\d{3,}$/i,
  // long and mixed, as ULIDs, base64url and signed tokens are
  /^(?=.*\d)(?=.*[a-z])[\w~.=-]{16,}$/i,
  /^[^/]*@[^/]*$/,
];

const isId = (segment: string) => segment.length > 64 || (/[\d@]/.test(segment) && IDS.some((shape) => shape.test(segment)));

/**
 * Makes low-cardinality routes out of paths: by configured template, else by replacing what looks like an id.
 * @returns a function of the service, the path (no query) and the response's status
 */
export function routeTemplater(options: RouteOptions = {}) {
  const maxRoutes = options.maxRoutes ?? 500;
  const templates = (options.templates ?? []).map(({ service, template }) => ({ service, template, segments: template.split('/') }));
  const known = new Map<string, Set<string>>();

  return function route(service: string, path: string, status: number | null): string {
    const segments = path.split('/');
    const configured = templates.find((entry) => (entry.service === null || entry.service === service) && templateFits(entry.segments, segments));
    if (configured) return configured.template;
    const guessed = guess(segments);
    let routes = known.get(service);
    if (!routes) known.set(service, (routes = new Set()));
    if (routes.has(guessed)) return guessed;
    // Whoever scans for paths that do not exist may not use up all of the room.
    if (guessed.length > MAX_LENGTH || routes.size >= (status === 404 ? maxRoutes / 2 : maxRoutes)) return OTHER_ROUTE;
    routes.add(guessed);
    return guessed;
  };
}

function guess(segments: readonly string[]): string {
  return segments.map((segment) => (isId(segment) ? '{id}' : segment)).join('/') || '/';
}

/** Whether a template's segments fit a path's: `{name}` stands for one, a last `*` for all that follow. */
export function templateFits(template: readonly string[], segments: readonly string[]): boolean {
  if (template[template.length - 1] === '*') {
    return segments.length >= template.length && template.slice(0, -1).every((part, i) => partFits(part, segments[i]));
  }
  return template.length === segments.length && template.every((part, i) => partFits(part, segments[i]));
}

const partFits = (part: string, segment: string | undefined) => part === segment || (part.startsWith('{') && part.endsWith('}') && !!segment);
