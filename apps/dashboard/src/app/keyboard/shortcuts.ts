import { useEffect, useEffectEvent } from 'react';
import { ValueStore } from '../../ui/value-store.js';

/** A key, or a sequence of two (`g l`), and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it, with `Space` for a blank and `mod+` for Ctrl or ⌘. */
  keys: string;
  label: string;
  /** Also while a dialog or drawer is open. */
  inDialog?: boolean;
  /** Another key for what stands in help already. */
  unlisted?: boolean;
  /** Makes sense under the fingers only, not as a command by name. */
  keyOnly?: boolean;
  run: () => void;
}

export interface ShortcutGroup {
  name: string;
  shortcuts: readonly Shortcut[];
}

/** Every shortcut that works now, the latest group first: help lists them, so that it is never wrong. */
export const shortcutGroups = new ValueStore<readonly ShortcutGroup[]>([]);

/**
 * The keys work while the component is there. Labels and keys are those of the first
 * drawing; what a key does is always the latest.
 */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[]): void {
  const run = useEffectEvent((keys: string) => shortcuts.find((shortcut) => shortcut.keys === keys)?.run());
  const registered = useEffectEvent(() => ({
    name,
    shortcuts: shortcuts.map((shortcut) => ({ ...shortcut, run: () => run(shortcut.keys) })),
  }));
  const shape = shortcuts.map((shortcut) => shortcut.keys).join('\n');
  useEffect(() => {
    const group = registered();
    shortcutGroups.set([group, ...shortcutGroups.get()]);
    return () => shortcutGroups.set(shortcutGroups.get().filter((other) => other !== group));
  }, [shape, name]);
}
