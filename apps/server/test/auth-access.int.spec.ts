import { Controller, Get, type INestApplication } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from '../src/ports/access.js';
import { createTestApp, type TestApp } from './support/test-app.js';

/** Somebody forgot to say whom this is for. */
@Controller('api/forgotten')
class ForgottenController {
  @Get()
  secrets() {
    return 'secrets';
  }
}

let server: TestApp;
beforeAll(async () => {
  server = await createTestApp({}, { controllers: [ForgottenController], imports: [DiscoveryModule] });
});
afterAll(() => server.close());

/** Every handler of every controller with what it says about access. */
function handlersOf(app: INestApplication): { name: string; access: Access | undefined }[] {
  const [discovery, scanner, reflector] = [app.get(DiscoveryService, { strict: false }), app.get(MetadataScanner, { strict: false }), app.get(Reflector)];
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.getMetadata(PATH_METADATA, prototype[name] as object) !== undefined)
      .map((name) => ({ name: `${metatype?.name}.${name}`, access: reflector.getAllAndOverride<Access | undefined>(ACCESS, [prototype[name] as () => unknown, metatype as () => unknown]) }));
  });
}

test('every route says whom it is for, and only login and liveness are for everybody', () => {
  const handlers = handlersOf(server.app);
  expect(handlers.length).toBeGreaterThan(8);
  expect(handlers.filter(({ access }) => !access).map(({ name }) => name)).toEqual(['ForgottenController.secrets']);
  const forEverybody = handlers.filter(({ access }) => access?.kind === 'public').map(({ name }) => name);
  expect(forEverybody.sort()).toEqual(['AuthController.login', 'HealthController.live', 'HealthController.ready']);
});

test('a route that does not say whom it is for is for nobody, an administrator included', async () => {
  const cookie = await server.login();
  const answer = await server.call('GET', '/api/forgotten', { cookie });
  expect(answer.status).toBe(403);
  expect(JSON.stringify(answer.body)).not.toContain('secrets');
});
