import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { closedFolder, isReachable } from './closed.ts';
import { copyPrograms } from './copy.ts';
import { reachableDataDir } from './data.ts';
import { reachableFolder } from './place.ts';

const folder = temporaryFolder();
/** Somebody who owns nothing here. */
const user = { name: 'nobody', uid: 65_534, gid: 65_534 };
const place = join(folder, 'place');

/** A folder with this mode, and all that a test needs in it. */
function made(name: string, mode: number): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'inside'), { recursive: true });
  writeFileSync(join(path, 'inside/program'), '', { mode: 0o755 });
  chmodSync(path, mode);
  return path;
}

test.each([
  [0o700, true],
  [0o750, true],
  [0o754, true],
  [0o711, false],
  [0o755, false],
])('a folder of mode %o above is closed: %s', (mode, closed) => {
  const path = made(`mode-${mode.toString(8)}`, mode);
  expect(closedFolder(join(path, 'inside/not-yet/there'), user)).toBe(closed ? path : null);
  expect(isReachable(join(path, 'inside/program'), user)).toBe(!closed);
});

test('a way through a link is as closed as where it leads', () => {
  symlinkSync(made('closed', 0o700), join(folder, 'link'));
  expect(closedFolder(join(folder, 'link/inside'), user)).toBe(join(folder, 'closed'));
});

test.each(["it's", 'a"b', '$HOME', '`id`', 'größe', '数据', 'a;b', 'a\\b', 'a\nb'])('programs below %j are copied, for a shell or a locale would read the name as another', (name) => {
  expect(isReachable(join(made(name, 0o755), 'inside/program'), null)).toBe(false);
});

test('programs below a blank or a sign without meaning are used where they are', () => {
  for (const name of ['with blank', 'a+b', 'v1.2_3-x', 'home@work']) expect(isReachable(join(made(name, 0o755), 'inside/program'), null)).toBe(true);
});

test('a copy can be read and run by everybody, whatever the mask was', () => {
  const source = made('source', 0o700);
  chmodSync(join(source, 'inside/program'), 0o600);
  symlinkSync('program', join(source, 'inside/alias'));
  const target = copyPrograms(source, join(folder, 'copy'));
  for (const path of ['.', 'inside', 'inside/program']) expect(statSync(join(target, path)).mode & 0o777).toBe(0o755);
  expect(lstatSync(join(target, 'inside/alias')).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('the place is open, ours, and no link of somebody else', () => {
  const closed = made('no-place', 0o700);
  symlinkSync(made('elsewhere', 0o755), join(folder, 'trap'));
  expect(reachableFolder(user, [join(closed, 'a'), join(folder, 'trap'), place])).toBe(place);
  expect(() => reachableFolder(user, [join(closed, 'a')])).toThrow(/may not enter .*no-place.*ordinary user.*DATABASE_URL/);
});

describe('data', () => {
  const closed = made('root', 0o700);
  const dataDir = join(closed, 'postgres');
  const ask = (path = dataDir) => reachableDataDir(path, user, () => place);

  test('stays where the user can reach it', () => {
    expect(reachableDataDir(join(folder, 'postgres'), user, () => place)).toBe(join(folder, 'postgres'));
    expect(reachableDataDir(dataDir, null, () => place)).toBe(dataDir);
  });

  test('that lies in a closed folder is moved out of it with a link, and found there again', () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '18');
    const moved = ask();
    expect(closedFolder(join(moved, '..'), user)).toBeNull();
    expect(readFileSync(join(moved, 'PG_VERSION'), 'utf8')).toBe('18');
    expect(readFileSync(join(dataDir, 'PG_VERSION'), 'utf8')).toBe('18');
    expect(ask()).toBe(moved);
  });

  test('whose link was removed begins anew, and what it led to is removed; that of others stays', () => {
    const other = ask(join(closed, 'other'));
    const first = ask();
    rmSync(dataDir);
    const second = ask();
    expect(second).not.toBe(first);
    expect(existsSync(join(first, '..'))).toBe(false);
    expect(existsSync(join(other, '..'))).toBe(true);
  });

  test('whose link leads nowhere is no reason to begin anew in silence', () => {
    rmSync(join(ask(), '..'), { recursive: true });
    expect(() => ask()).toThrow(/there is nothing\. Bring that folder back, or remove .*root\/postgres to begin anew/);
  });
});
