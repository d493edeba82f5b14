import { useLayoutEffect, useRef, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';

/** Where each key leads among `count` buttons from the one at `at`. */
const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** One tab stop for all buttons in a box: the arrows move among them, and Tab comes back to where it was. */
export function useRovingFocus(box: RefObject<HTMLElement | null>) {
  const current = useRef<HTMLElement | null>(null);
  const all = () => [...(box.current?.querySelectorAll<HTMLElement>('button') ?? [])];
  const reachable = () => all().filter((button) => button.checkVisibility({ visibilityProperty: true }));
  const settle = () => {
    const buttons = reachable();
    const stop = buttons.find((button) => button === current.current) ?? buttons[0];
    for (const button of all()) button.tabIndex = button === stop ? 0 : -1;
  };
  // Buttons come and go with what is drawn.
  useLayoutEffect(settle);
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const buttons = reachable();
      const at = buttons.indexOf(event.target as HTMLElement);
      const step = STEPS[event.key];
      if (at === -1 || !step) return;
      event.preventDefault();
      event.stopPropagation();
      buttons[step(at, buttons.length)]?.focus();
    },
    onFocus: (event: FocusEvent) => {
      if (!all().includes(event.target as HTMLElement)) return;
      current.current = event.target as HTMLElement;
      settle();
    },
  };
}
