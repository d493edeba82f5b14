const HAD = 'contraflow-session';
const WHY = 'contraflow-session-ended';

/** What this tab remembers until it is closed; storage may be forbidden. */
function keep(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Then the login page has nothing to tell.
  }
}

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Somebody is logged in, in this tab. */
export function sessionSeen(): void {
  keep(HAD, 'yes');
  keep(WHY, null);
}

/**
 * The session is over. Kept here and not in the address: what a login page says has to be ours.
 * @param reason in a sentence; null where only the refusal of a question told
 */
export function sessionEnded(reason: string | null): void {
  if (kept(HAD) === null) return;
  if (reason !== null || kept(WHY) === null) keep(WHY, reason ?? 'Your session has ended. Log in to go on where you were.');
}

/** Why one has to log in again; null for whoever comes for the first time. */
export const endOfSession = (): string | null => kept(WHY);
