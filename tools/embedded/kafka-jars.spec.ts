import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { kafkaJars } from './kafka-jars.ts';

const folder = temporaryFolder();
const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

test('without Java the reason is told', async () => {
  process.env.PATH = folder;
  await expect(kafkaJars()).rejects.toThrow('Java 17 or newer is not installed');
});

test('a Java that is too old is named', async () => {
  writeFileSync(join(folder, 'java'), '#!/bin/sh\necho \'openjdk version "11.0.2" 2019-01-15\' >&2\n', { mode: 0o755 });
  process.env.PATH = `${folder}:${path}`;
  await expect(kafkaJars()).rejects.toThrow('Java 17 or newer is needed, this is Java 11');
});
