import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePorts, portIsFree } from './ports.ts';

test('ports are different each time, free, and none that an outgoing connection could be given', async () => {
  const ports = [...(await freePorts(50)), ...(await freePorts(50))];
  expect(new Set(ports).size).toBe(100);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(await Promise.all(ports.map((port) => portIsFree(port)))).toEqual(ports.map(() => true));
});

test('a port that somebody listens on is not free', async () => {
  const [port] = await freePorts(1);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await portIsFree(port!)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await portIsFree(port!)).toBe(true);
});
