/** Fastify's and Express's `/orders/:id(\\d+)` as our `/orders/{id}`; undefined for what is not a plain pattern. */
export function templateOf(pattern: unknown): string | undefined {
  if (typeof pattern !== 'string' || pattern === '') return undefined;
  return pattern.replace(/:(\w+)(?:\([^)]*\))?\??/g, '{$1}');
}
