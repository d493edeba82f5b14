/** SQLSTATE classes and codes that say that the connection or the server is gone, not that the question was wrong. */
const AWAY_STATES = /^(08...|57P0[1-5]|53300)$/;
const AWAY_SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']);
/** Prisma: not reached, timed out, closed the connection, no free connection. */
const AWAY_PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);
/** What pg says without a code. */
const AWAY_WORDS = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired)/;

/** True when an error means that Postgres cannot be reached or broke off. */
export function isDatabaseAway(error: unknown): boolean {
  return chainOf(error).some(({ code, message, syscall }) => {
    if (typeof code === 'string') {
      if (AWAY_STATES.test(code) || AWAY_PRISMA.has(code)) return true;
      return AWAY_SYSTEM.has(code) && (syscall === undefined || syscall === 'connect' || syscall === 'read' || syscall === 'write' || syscall === 'getaddrinfo');
    }
    return typeof message === 'string' && AWAY_WORDS.test(message);
  });
}

/** True when Postgres (or its client) cut a question off at its time limit. */
export function isQueryTimeout(error: unknown): boolean {
  return chainOf(error).some(({ code, name, message }) => code === '57014' || name === 'QueryTimeout' || message === 'Query read timeout');
}

/** Class 22 (data exception) and Prisma's words for it: a value that a column or a function does not take. */
const UNFIT = /^(22...|P20(00|05|06|07|20|23|33))$/;

/** True when Postgres refused a value of the question itself: out of range, or no text that it holds. */
export function isUnfitValue(error: unknown): boolean {
  return chainOf(error).some(({ code }) => typeof code === 'string' && UNFIT.test(code));
}

interface Link {
  code?: unknown;
  name?: unknown;
  message?: unknown;
  syscall?: unknown;
}

/** An error with what caused it, at most four deep; connecting to several addresses fails with several at once. */
function chainOf(error: unknown): Link[] {
  const links: Link[] = [];
  let next = error;
  while (typeof next === 'object' && next !== null && links.length < 4) {
    links.push(next);
    next = next instanceof AggregateError ? next.errors[0] : (next as { cause?: unknown }).cause;
  }
  return links;
}
