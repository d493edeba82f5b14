/** Where to go after the login: a page of ours, whatever the address says. */
export function safeNext(next: string | undefined): string {
  const ours = next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/login');
  return ours ? next : '/live';
}
