import { mistakeOfPassword } from './password-rules.js';

test.each([
  ['the old one again', 'the old one again', 'somebody'],
  ['x-Somebody-2026!', 'old', 'somebody'],
  ['JÜRGEN and more', 'old', 'jürgen'],
  ['aaaaaaaaaaaa', 'old', 'somebody'],
  ['abcabcabcabc', null, 'somebody'],
])('%j is refused', (next, current, username) => expect(mistakeOfPassword(next, current, username)).not.toBeNull());

test.each([
  ['The old one again', 'the old one again', 'somebody'],
  ['correct horse battery', 'old', 'admin'],
  ['a bakery at noon', null, 'a'],
])('%j is taken', (next, current, username) => expect(mistakeOfPassword(next, current, username)).toBeNull());
