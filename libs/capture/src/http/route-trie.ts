import { PARAMETER, segmentOfRoute } from './route-segment.js';

/** Of that many different values at one place some are no names: below the root, and at it, where APIs have their names. */
const MANY = 50;
const MANY_AT_ROOT = 150;
/** Seen so often, a value may be a name. */
const OFTEN = 20;
const MOST_SEGMENTS = 32;

class Place {
  readonly children = new Map<string, Place>();
  /** Values that are not known here are parameters. */
  isLearnt = false;
  hits = 0;
  /** The route that ends here; null when none does. */
  route: string | null = null;
  /** By the trie's own count of uses. */
  usedAt = 0;

  constructor(
    readonly parent: Place | null,
    readonly segment: string,
  ) {}

  get depth(): number {
    return this.parent ? this.parent.depth + 1 : 0;
  }

  get path(): string {
    return this.parent ? `${this.parent.path}/${this.segment}` : '';
  }
}

/**
 * The routes of one service as its traffic shows them. Where many different values stand in one place, they become one
 * parameter; the few that are asked for much more often than the rest stay names.
 */
export class RouteTrie {
  private readonly root = new Place(null, '');
  private readonly ends = new Set<Place>();
  private uses = 0;

  get size(): number {
    return this.ends.size;
  }

  /**
   * @param segments of a path, with the empty one before its first slash
   * @returns the route of a path that is known, else null
   */
  known(segments: readonly string[]): string | null {
    let place = this.root;
    for (let i = 1; i < segments.length; i += 1) {
      const segment = segments[i] as string;
      const next = place.children.get(segment) ?? this.valueAt(place, segmentOfRoute(segment));
      if (!next) return null;
      place = next;
    }
    if (place.route === null) return null;
    this.use(place);
    return place.route;
  }

  /** Adds the route of a path that is not known. @returns it */
  learn(segments: readonly string[]): string | null {
    if (segments.length > MOST_SEGMENTS) return null;
    let place = this.root;
    for (let i = 1; i < segments.length; i += 1) {
      let segment = segmentOfRoute(segments[i] as string);
      let next = this.valueAt(place, segment);
      if (!next) {
        if (place.isLearnt && !segment.includes('{')) segment = PARAMETER;
        next = new Place(place, segment);
        place.children.set(segment, next);
      }
      place = next;
    }
    this.endAt(place);
    this.use(place);
    this.generalise(place);
    return this.known(segments);
  }

  /** Forgets the route that was not used for longest. */
  forgetOldest(): void {
    let oldest: Place | null = null;
    for (const place of this.ends) if (oldest === null || place.usedAt < oldest.usedAt) oldest = place;
    if (!oldest) return;
    this.ends.delete(oldest);
    oldest.route = null;
    for (let place = oldest; place.parent && place.route === null && place.children.size === 0 && !place.isLearnt; place = place.parent) place.parent.children.delete(place.segment);
  }

  private valueAt(place: Place, segment: string): Place | undefined {
    return place.children.get(segment) ?? (place.isLearnt ? place.children.get(PARAMETER) : undefined);
  }

  private use(end: Place): void {
    end.usedAt = this.uses += 1;
    for (let place: Place | null = end; place; place = place.parent) place.hits += 1;
  }

  private endAt(place: Place): void {
    if (place.route !== null) return;
    place.route = place.path || '/';
    this.ends.add(place);
  }

  /** Looks whether one of the places on the way has too many values to be names. */
  private generalise(end: Place): void {
    for (let place = end.parent; place; place = place.parent) {
      const many = place.parent ? MANY : MANY_AT_ROOT;
      if (place.children.size < many) continue;
      const values = [...place.children.values()].filter(({ segment }) => !segment.includes('{'));
      const rare = values.filter(({ hits }) => hits < OFTEN).length;
      // Names that are all in use are many names; but not for ever.
      if (values.length < many || (rare < values.length / 2 && values.length < 4 * many)) continue;
      this.merge(place, values);
    }
  }

  private merge(place: Place, values: readonly Place[]): void {
    const mean = values.reduce((sum, { hits }) => sum + hits, 0) / values.length;
    let parameter = place.children.get(PARAMETER);
    if (!parameter) place.children.set(PARAMETER, (parameter = new Place(place, PARAMETER)));
    place.isLearnt = true;
    for (const value of values) {
      if (value.hits >= OFTEN && value.hits >= 5 * mean) continue;
      place.children.delete(value.segment);
      this.moveInto(parameter, value);
    }
  }

  private moveInto(target: Place, from: Place): void {
    target.hits += from.hits;
    target.isLearnt ||= from.isLearnt;
    if (from.route !== null) {
      this.ends.delete(from);
      this.endAt(target);
      target.usedAt = Math.max(target.usedAt, from.usedAt);
    }
    for (const child of from.children.values()) {
      let into = target.children.get(child.segment);
      if (!into) target.children.set(child.segment, (into = new Place(target, child.segment)));
      this.moveInto(into, child);
    }
  }
}
