/** Shorter names stand in every second word. */
const NAME_LENGTH = 3;

/**
 * Why a new password cannot be taken, in words for its owner; null when it can.
 * Its length is the contract's business.
 * @param current the one before it
 */
export function mistakeOfPassword(next: string, current: string | null, username: string): string | null {
  if (next === current) return 'has to be another one than the present password';
  const folded = next.normalize('NFKC').toLowerCase();
  const name = username.normalize('NFKC').toLowerCase();
  if (name.length >= NAME_LENGTH && folded.includes(name)) return 'contains the user’s name';
  if (/^(.{1,4})\1+$/u.test(folded)) return 'repeats a few characters only';
  return null;
}
