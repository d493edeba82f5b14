import { createServer, type AddressInfo } from 'node:net';
import { freePorts } from '../process/ports.ts';
import { checkPorts } from './check-ports.ts';

const host = '127.0.0.1';

test('free ports pass', async () => {
  const [one, two] = await freePorts(2);
  await checkPorts([
    { port: one!, host, what: 'the server', variable: 'SERVER_PORT' },
    { port: two!, host, what: 'the shop', variable: 'SHOP_PORT' },
  ]);
});

test('a taken port is named with the variable that changes it', async () => {
  const server = createServer().listen(0, host);
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  const check = checkPorts([{ port, host, what: 'the server', variable: 'SERVER_PORT' }]);
  await expect(check).rejects.toThrow(`Port ${port}, for the server, is taken by another program. Set SERVER_PORT to another port, or end that program.`);
  server.close();
});

test('every problem is told at once, a port given to two programs too', async () => {
  const [port] = await freePorts(1);
  const uses = ['SERVER_PORT', 'SHOP_PORT', 'POSTGRES_PORT'].map((variable) => ({ port: port!, host, what: variable, variable }));
  await expect(checkPorts(uses)).rejects.toThrow(/for SHOP_PORT, is also the port of SERVER_PORT.*\n.*POSTGRES_PORT/);
});
