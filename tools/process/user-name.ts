import { userInfo } from 'node:os';

/** The name of the user whom this process runs as, or the number where there is no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `number ${process.getuid?.()}`;
  }
}
