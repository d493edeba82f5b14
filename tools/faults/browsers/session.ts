import { ADMIN_PASSWORD } from '../programs.ts';
import type { Recording } from '../rig.ts';

/** Logs the administrator in. @returns the Cookie header */
export async function logIn(server: Recording): Promise<string> {
  const response = await fetch(`${server.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ username: 'admin', password: ADMIN_PASSWORD }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0];
  if (!cookie) throw new Error(`The login answered ${response.status}: ${await response.text()}`);
  return cookie;
}
