// What the set-up says on the terminal. Plain JavaScript: it runs before anything is installed.

const terminal = process.stdout.isTTY === true && !process.env.CI;
/** How often a line about a long step is printed where lines cannot be rewritten. */
const QUIET_MS = 5_000;

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Tells of one long step: rewrites one line on a terminal, prints a line every few seconds elsewhere.
 * @param {string} title what is being done, for example "installing packages"
 */
export function progress(title) {
  const began = Date.now();
  let shown = '';
  let last = 0;
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const update = (detail) => {
    const now = Date.now();
    if (detail === shown || (!terminal && last !== 0 && now - last < QUIET_MS)) return;
    shown = detail;
    last = now;
    if (terminal) process.stdout.write(`\r\x1b[K${title} … ${detail}`);
    else say(`${title} … ${detail}`.trimEnd());
  };
  const end = (detail) => {
    if (terminal) process.stdout.write('\r\x1b[K');
    say(`${title}: ${detail} (${seconds()})`);
  };
  update('');
  return { update, done: end, failed: end };
}
