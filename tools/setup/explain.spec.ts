import { explain } from './explain.mjs';

const refused = (code: string, syscall: string, path?: string) => Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall, path });

test.each([
  ['ENOSPC', /no space left on the disk of \/data\/x\. Free some.*CONTRAFLOW_DATA_DIR/],
  ['EDQUOT', /quota on the disk of \/data\/x.*CONTRAFLOW_DATA_DIR/],
  ['EROFS', /\/data\/x is on a disk that can only be read.*CONTRAFLOW_DATA_DIR/],
  ['EACCES', /may not use \/data\/x\. Give the folder \/data to that user.*CONTRAFLOW_DATA_DIR/],
  ['EPERM', /may not use \/data\/x.*CONTRAFLOW_DATA_DIR/],
  ['EMFILE', /too few open files.*ulimit -n/],
  ['EAGAIN', /no more processes.*ulimit -u/],
  ['ENOMEM', /no memory left/],
])('%s is told in words, with what helps', (code, words) => {
  expect(explain(refused(code, 'open', '/data/x'))).toMatch(words);
});

test('a program that is not there is named', () => {
  expect(explain(refused('ENOENT', 'spawn npm', 'npm'))).toMatch(/program npm is not installed/);
});

test('our own messages, and what nobody foresaw, are told as they are', () => {
  expect(explain(new Error('Set A to B.'))).toBe('Set A to B.');
  expect(explain(refused('EXDEV', 'rename', '/a'))).toBe('EXDEV: refused, rename');
  expect(explain('text')).toBe('text');
});
