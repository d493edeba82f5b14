import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { repositoryRoot } from '../paths.ts';
import { gatherSettings } from '../settings/gather.ts';

interface Service {
  image: string;
  build?: { context: string; target: string };
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  command?: string[];
  depends_on?: Record<string, unknown>;
}
interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const programs = ['server', 'gateway', 'shop'];

test('the file is valid by the Compose specification’s schema', () => {
  // The linter dclint carries the specification's JSON schema.
  const schema = JSON.parse(readFileSync(join(repositoryRoot, 'node_modules/dclint/schemas/compose.schema.json'), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  // The schema names its draft by an address that ajv knows under another one.
  const validate = ajv.compile({ ...schema, $schema: undefined });
  validate(compose);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({ services: { server: { imagine: 'contraflow' } } })).toBe(false);
});

test('the stack is PostgreSQL 18, Kafka 4.3.1 and our programs', () => {
  expect(compose.services.postgres!.image).toBe('postgres:18');
  expect(compose.services.kafka!.image).toBe('apache/kafka:4.3.1');
  for (const name of programs) expect(compose.services[name]!.build).toEqual({ context: '.', target: 'run' });
});

test('every variable that our programs are given exists in their settings', async () => {
  const settings = await gatherSettings();
  for (const name of programs) {
    const known = settings.filter((setting) => setting.programs.includes(name)).map((setting) => setting.name);
    const { environment = {}, command = [] } = compose.services[name]!;
    const given = [...Object.keys(environment), ...[...command.join(' ').matchAll(/\b([A-Z_]+)=/g)].map((match) => match[1]!)];
    expect(given.filter((variable) => !known.includes(variable))).toEqual([]);
    expect(given.length).toBeGreaterThan(4);
  }
});

test('every variable that a person may set for the stack is a setting', async () => {
  const known = (await gatherSettings()).map((setting) => setting.name);
  const used = [...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1]!);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((variable) => !known.includes(variable))).toEqual([]);
});

test('what is reached from outside the containers is bound to this machine', () => {
  const ports = services.flatMap(([, service]) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test('every service that stays has a health check, and every volume it names exists', () => {
  const lasting = services.filter(([name]) => name !== 'capture-key');
  expect(lasting.filter(([, service]) => !service.healthcheck).map(([name]) => name)).toEqual([]);
  const named = services.flatMap(([, service]) => (service.volumes ?? []).map((volume) => volume.split(':')[0]!));
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
});

test('the Dockerfile takes along every workspace that it builds', () => {
  const dockerfile = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY ((?:apps|libs)\/\w+)\/package\.json \1\/$/gm)].map((match) => match[1]!);
  expect(copied).toHaveLength(8);
  expect(copied.filter((folder) => !existsSync(join(repositoryRoot, folder, 'package.json')))).toEqual([]);
  const targets = services.flatMap(([, service]) => service.build?.target ?? []);
  for (const target of targets) expect(dockerfile).toContain(`AS ${target}\n`);
});
