import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { propertiesText } from './properties.ts';

const folder = temporaryFolder();

const values = {
  plain: '/srv/contraflow/data',
  umlaut: '/root/Größe/naïve',
  chinese: '/home/用户/数据',
  emoji: '/home/🙂/data',
  cyrillic: '/дом/данные',
  backslash: 'C:\\new\\table\\u0041',
  blanks: '  two in front, two behind  ',
  tab: '\tand a\nline end\r',
  signs: '#no comment! a=b:c',
  latin: 'ÿ\u00a0\u0080',
  empty: '',
};

test('Java reads what was written, whatever the characters', () => {
  const file = join(folder, 'test.properties');
  writeFileSync(file, propertiesText(values));
  const program = join(folder, 'Show.java');
  writeFileSync(
    program,
    `import java.io.*; import java.util.*;
     class Show { public static void main(String[] args) throws Exception {
       Properties p = new Properties(); p.load(new FileInputStream(args[0]));
       for (String k : p.stringPropertyNames()) {
         StringBuilder hex = new StringBuilder();
         for (char c : p.getProperty(k).toCharArray()) hex.append(String.format("%04x", (int) c));
         System.out.println(k + "=" + hex);
       } } }`,
  );
  const lines = execFileSync('java', ['-Xmx128m', program, file], { encoding: 'utf8' }).trim().split('\n');
  const read = lines.map((line) => line.split('=')).map(([key, hex]) => [key, decode(hex!)] as const);
  expect(Object.fromEntries(read)).toEqual(values);
});

const decode = (hex: string) => String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16)));
