const KEY = 'contraflow-reloaded';
/** Reloaded twice within this time, the trouble is another one. */
const AGAIN_MS = 20_000;

/** Whether the server hands out the dashboard now, from whatever release. */
export async function isServed(): Promise<boolean> {
  try {
    const answer = await fetch('/', { method: 'HEAD', cache: 'no-store', credentials: 'same-origin' });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Loads the document anew at its present address. @returns false where that was done a moment ago, to no avail */
export function reloadOnce(now: number): boolean {
  try {
    if (now - Number(sessionStorage.getItem(KEY) ?? 0) < AGAIN_MS) return false;
    sessionStorage.setItem(KEY, String(now));
  } catch {
    // Without storage nobody could tell a second time from the first.
    return false;
  }
  window.location.reload();
  return true;
}
