import { RouteTrie } from './route-trie.js';
import { segmentOfRoute } from './route-segment.js';

/** A configured template such as `/orders/{id}/lines`; `{name}` stands for one segment, a last `*` for all that follow. */
export interface RouteTemplate {
  /** Null: for every service. */
  service: string | null;
  template: string;
}

export interface RouteOptions {
  templates?: readonly RouteTemplate[];
  /** Different routes a service may have; the one that was not used for longest gives way. Default 500. */
  maxRoutes?: number;
  /** Told when a service has more routes than that, at most every ten minutes for each. */
  onBound?: (service: string, routes: number) => void;
}

/** Of paths that are beyond a bound. */
export const OTHER_ROUTE = '/{other}';
const MAX_LENGTH = 512;
/** In ten minutes as many routes may give way as there may be: what a record has of routes stays bounded. */
const WINDOW_MS = 600_000;
/** Answers to paths that need not exist: nothing is learnt from them. */
const TELLS_NOTHING: ReadonlySet<number | null> = new Set([null, 400, 404, 405, 408, 414, 429, 431, 501]);

interface Learnt {
  trie: RouteTrie;
  /** Routes of paths that do not exist. */
  missing: Set<string>;
  givenWay: number;
  windowAt: number;
  toldAt: number;
}

/**
 * Makes low-cardinality routes out of paths: by configured template, else by what looks like an id, else by what traffic
 * shows: a segment with many different values becomes a parameter.
 * @returns a function of the service, the path (no query) and the response's status
 */
export function routeTemplater(options: RouteOptions = {}) {
  const maxRoutes = options.maxRoutes ?? 500;
  const templates = (options.templates ?? []).map(({ service, template }) => ({ service, template, segments: template.split('/') }));
  const services = new Map<string, Learnt>();

  return function route(service: string, path: string, status: number | null): string {
    const segments = path.split('/');
    const configured = templates.find((entry) => (entry.service === null || entry.service === service) && templateFits(entry.segments, segments));
    if (configured) return configured.template;
    if (path === '*') return path;
    let learnt = services.get(service);
    if (!learnt) services.set(service, (learnt = { trie: new RouteTrie(), missing: new Set(), givenWay: 0, windowAt: Date.now(), toldAt: 0 }));
    if (segments[0] !== '') segments.unshift('');
    const known = learnt.trie.known(segments);
    if (known !== null) return known;
    if (path.length > 8 * MAX_LENGTH) return OTHER_ROUTE;
    if (TELLS_NOTHING.has(status)) return missing(learnt, segments, maxRoutes / 4);
    if (learnt.trie.size >= maxRoutes && !makeRoom(learnt, service)) return OTHER_ROUTE;
    const found = learnt.trie.learn(segments);
    return found === null || found.length > MAX_LENGTH ? OTHER_ROUTE : found;
  };

  function makeRoom(learnt: Learnt, service: string): boolean {
    const now = Date.now();
    if (now - learnt.windowAt >= WINDOW_MS) {
      learnt.windowAt = now;
      learnt.givenWay = 0;
      learnt.missing.clear();
    }
    if (now - learnt.toldAt >= WINDOW_MS) {
      learnt.toldAt = now;
      options.onBound?.(service, maxRoutes);
    }
    if (learnt.givenWay >= maxRoutes) return false;
    learnt.givenWay += 1;
    learnt.trie.forgetOldest();
    return true;
  }
}

/** Whoever scans for paths that do not exist may not use up the room of those that do. */
function missing(learnt: Learnt, segments: readonly string[], most: number): string {
  const guessed = segments.map(segmentOfRoute).join('/');
  if (learnt.missing.has(guessed)) return guessed;
  if (guessed.length > MAX_LENGTH) return OTHER_ROUTE;
  if (learnt.missing.size >= most) {
    const now = Date.now();
    if (now - learnt.windowAt < WINDOW_MS) return OTHER_ROUTE;
    learnt.windowAt = now;
    learnt.givenWay = 0;
    learnt.missing.clear();
  }
  learnt.missing.add(guessed);
  return guessed;
}

/** Whether a template's segments fit a path's: `{name}` stands for one, a last `*` for all that follow. */
export function templateFits(template: readonly string[], segments: readonly string[]): boolean {
  if (template[template.length - 1] === '*') {
    return segments.length >= template.length && template.slice(0, -1).every((part, i) => partFits(part, segments[i]));
  }
  return template.length === segments.length && template.every((part, i) => partFits(part, segments[i]));
}

const partFits = (part: string, segment: string | undefined) => part === segment || (part.startsWith('{') && part.endsWith('}') && !!segment);
