// What the set-up says on the terminal. Plain JavaScript: it runs before anything is installed.

const rewrites = process.stdout.isTTY === true && !process.env.CI;
/** How often a line about a long step is printed where lines cannot be rewritten. */
const QUIET_MS = 5_000;
/** @type {Set<{ line: string }>} */
const running = new Set();

function draw() {
  const line = [...running].map((step) => step.line).join('   ');
  process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
}

/**
 * Prints a line of its own.
 * @param {string} text
 */
export function say(text) {
  process.stdout.write(`${rewrites && running.size > 0 ? '\r\x1b[K' : ''}${text}\n`);
  if (rewrites && running.size > 0) draw();
}

/**
 * Tells of one long step: rewrites one line on a terminal, prints a line every few seconds elsewhere.
 * @param {string} title what is being done, for example "installing packages"
 */
export function progress(title) {
  const began = Date.now();
  let last = Date.now();
  const step = { line: `${title} …` };
  running.add(step);
  if (rewrites) draw();
  else say(step.line);
  /** @param {string} detail how far it is, for example "3 of 8" */
  const update = (detail) => {
    const line = `${title} … ${detail}`;
    if (line === step.line) return;
    step.line = line;
    if (rewrites) return draw();
    if (Date.now() - last < QUIET_MS) return;
    last = Date.now();
    say(line);
  };
  /** @param {string} result what came of it */
  const end = (result) => {
    running.delete(step);
    say(`${title}: ${result} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  };
  return { update, end };
}
