import { requestHead, type Addressing, type IncomingRequest } from './request-head.js';

const to: Addressing = { basePath: '', preserveHost: true, ownHost: 'upstream:8080', trustForwarded: false };
const request: IncomingRequest = {
  method: 'GET', target: '/x', host: 'a', rawHeaders: [], scheme: 'http', peerAddress: '10.0.0.7', httpVersion: '1.1',
  span: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', parentSpanId: null, flags: '01' },
};
/** The fields that go on, of one that came. */
function passed(name: string, trustForwarded: boolean): string[] {
  const head = requestHead({ ...request, rawHeaders: ['Host', 'a', name, 'mark'] }, { kind: 'none' }, { ...to, trustForwarded });
  return head.split('\r\n').filter((line) => line.includes('mark'));
}

const claims = ['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Forwarded', 'Forwarded', 'X-Real-IP', 'x-real-ip', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP', 'X-Cluster-Client-IP', 'X-Original-Forwarded-For', 'X-Envoy-External-Address'];
test.each(claims)('%s passes only from a proxy that is trusted', (name) => {
  expect([passed(name, false), passed(name, true).length]).toEqual([[], 1]);
});

test.each(['X_Forwarded_For', 'x_forwarded-for', 'X-Forwarded_For', 'X_Forwarded_Proto', 'X_Real_IP', 'X_REAL-IP', 'True_Client_IP'])('%s never passes: a proxy in front may not know that spelling', (name) => {
  expect([passed(name, false), passed(name, true)]).toEqual([[], []]);
});

test.each(['Host', 'Content-Length', 'HTTP2-Settings', 'Upgrade', 'Connection', 'Keep-Alive', 'Proxy-Authorization'])('%s is not passed on as it came', (name) => expect(passed(name, true)).toEqual([]));

test.each(['X-Request-Id', 'Cookie', 'x_own_name', 'Accept', 'X-Real-Name'])('%s passes', (name) => expect(passed(name, false)).toEqual([`${name}: mark`]));

test.each([
  [true, 'a', 'Host: a'],
  [true, '', 'Host: upstream:8080'],
  [false, 'a', 'Host: upstream:8080'],
])('preserves Host: %s, asked for %j: %s', (preserveHost, host, line) => {
  const lines = requestHead({ ...request, host }, { kind: 'none' }, { ...to, preserveHost }).split('\r\n');
  expect(lines.filter((one) => one.startsWith('Host:'))).toEqual([line]);
  expect(lines.filter((one) => one.startsWith('X-Forwarded-Host:'))).toEqual(host === '' ? [] : [`X-Forwarded-Host: ${host}`]);
  expect(lines).toContain(host === '' ? 'Forwarded: for=10.0.0.7;proto=http' : `Forwarded: for=10.0.0.7;host="${host}";proto=http`);
});
