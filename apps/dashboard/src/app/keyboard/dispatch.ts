import { shortcutGroups, type Shortcut } from './shortcuts.js';

/** After the first key of a sequence the second has this long to come. */
const SEQUENCE_MS = 1_500;
/** These do something by themselves when Space or Enter is pressed on them. */
const PRESSABLE = 'button, a[href], summary, [role=tab], [role=menuitem], [role=option], [role=switch], [role=radio], [role=checkbox]';

/** Listens for the registered shortcuts. @returns how to stop */
export function listenForShortcuts(target: Window): () => void {
  let first: { key: string; until: number } | null = null;
  const listener = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || (event.repeat && event.key === ' ')) return;
    const key = nameOf(event);
    const sequence = first && first.until > event.timeStamp ? `${first.key} ${key}` : null;
    first = null;
    const found = allowed(event).find((shortcut) => shortcut.keys === sequence) ?? allowed(event).find((shortcut) => shortcut.keys === key);
    if (found) {
      event.preventDefault();
      found.run();
    } else if (allowed(event).some((shortcut) => shortcut.keys.startsWith(`${key} `))) {
      first = { key, until: event.timeStamp + SEQUENCE_MS };
    }
  };
  target.addEventListener('keydown', listener);
  return () => target.removeEventListener('keydown', listener);
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key.toLowerCase()}` : key;
}

/** What may run now: typing is never taken for a shortcut, nor is pressing a button. */
function allowed(event: KeyboardEvent): Shortcut[] {
  const all = shortcutGroups.get().flatMap((group) => group.shortcuts);
  const element = event.target instanceof Element ? event.target : null;
  const typing = element?.matches('input, textarea, select, [contenteditable=true]') ?? false;
  const pressing = (event.key === ' ' || event.key === 'Enter') && (element?.closest(PRESSABLE) ?? null) !== null;
  const dialog = document.querySelector('[role=dialog]') !== null;
  return all.filter(({ keys, inDialog }) => {
    if (keys.startsWith('mod+')) return true;
    return !typing && !pressing && (!dialog || inDialog === true);
  });
}
