import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import selfsigned from 'selfsigned';
import { WebSocket, WebSocketServer } from 'ws';
import { startRig, type Rig } from './support/gateway-rig.js';

const usual = getCACertificates();
const body = Buffer.from(Array.from({ length: 400_000 }, (_, index) => index % 251));
let certificate: selfsigned.GenerateResult;
let upstream: Server;
let rig: Rig;

beforeAll(() => {
  const names = { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] };
  certificate = selfsigned.generate([{ name: 'commonName', value: 'localhost' }], { days: 2, keySize: 2048, algorithm: 'sha256', extensions: [{ name: 'basicConstraints', cA: true }, names] });
});
beforeEach(async () => {
  upstream = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => void buffer(request).then((received) => response.setHeader('content-type', 'application/octet-stream').end(received)));
  await new Promise<void>((done) => upstream.listen(0, 'localhost', done));
  rig = await startRig(`https://localhost:${(upstream.address() as AddressInfo).port}`);
});
afterEach(async () => {
  setDefaultCACertificates(usual);
  await rig.close();
  upstream.closeAllConnections();
  await new Promise((done) => upstream.close(done));
});

test('speaks TLS to an upstream whose certificate is trusted, both ways and again on the same connection', async () => {
  setDefaultCACertificates([...usual, certificate.cert]);
  for (let i = 0; i < 3; i += 1) {
    const response = await fetch(`${rig.url}/echo`, { method: 'POST', body });
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
  }
  expect(await new Promise((done) => upstream.getConnections((_, count) => done(count)))).toBe(1);
});

test('passes a WebSocket on over TLS', async () => {
  setDefaultCACertificates([...usual, certificate.cert]);
  const sockets = new WebSocketServer({ server: upstream });
  sockets.on('connection', (socket) => socket.on('message', (message: Buffer) => socket.send(message)));
  const client = new WebSocket(`ws://127.0.0.1:${rig.port}/`);
  const echoed = new Promise<Buffer>((done, fail) => client.once('message', done).once('error', fail));
  client.once('open', () => client.send(body));
  expect((await echoed).equals(body)).toBe(true);
  client.terminate();
});

test('a certificate that is not trusted is an error of the upstream, and nothing is sent', async () => {
  const response = await fetch(`${rig.url}/echo`, { method: 'POST', body: 'secret' });
  expect(response.status).toBe(502);
  expect(await rig.one()).toMatchObject({ responseStatusCode: 502, errorType: 'upstream_tls', timeToFirstByteNs: null });
});
