import type { KeyScope } from '@contraflow/contract';

/** An API key that is good, and what it may do. */
export interface KeyHolder {
  id: string;
  name: string;
  scopes: readonly KeyScope[];
  /** Names of sources that it may claim, `*` for any characters. */
  sources: readonly string[];
}

/** Whether a key may claim sources of this name. */
export function mayClaim({ sources }: Pick<KeyHolder, 'sources'>, name: string): boolean {
  return sources.some((pattern) => matches(pattern, name));
}

/** `*` is any characters, also none. It goes back to the last star only, so it takes at most pattern times name steps. */
function matches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (pattern[at] === name[i]) {
      at += 1;
      i += 1;
    } else if (star === -1) return false;
    else {
      at = star + 1;
      i = ++resume;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
