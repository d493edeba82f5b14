import classes from './Keys.module.css';

const APPLE = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.userAgent);
const NAMES: Record<string, string> = { Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→', 'mod+k': APPLE ? '⌘ K' : 'Ctrl K' };

/** The keys of a shortcut, as they are printed on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <kbd className={classes.keys} aria-hidden>
      {NAMES[keys] ?? keys}
    </kbd>
  );
}
