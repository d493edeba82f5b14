import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

export const BODIES = { '1 KB': 1_024, '100 KB': 102_400 } as const;
export type BodyName = keyof typeof BODIES;

/** The path of a body at the upstream. */
export const pathOf = (body: BodyName) => `/bodies/${BODIES[body]}.json`;

/** Configuration of an nginx with one worker that serves two JSON bodies: an upstream faster than any proxy in front of it. */
export function upstreamConfig(folder: string, port: number): string {
  const bodies = join(folder, 'root/bodies');
  mkdirSync(bodies, { recursive: true });
  for (const bytes of Object.values(BODIES)) writeFileSync(join(bodies, `${bytes}.json`), jsonOf(bytes));
  return written(folder, 'upstream', `
    access_log off;
    sendfile on;
    open_file_cache max=16;
    types { application/json json; }
    server { listen 127.0.0.1:${port} backlog=4096; root ${join(folder, 'root')}; }`);
}

/** Configuration of the reference: a reverse proxy with an access log and kept connections on both sides. */
export function proxyConfig(folder: string, port: number, upstreamPort: number): string {
  return written(folder, 'proxy', `
    log_format usual '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
    access_log ${join(folder, 'access.log')} usual;
    upstream shop { server 127.0.0.1:${upstreamPort}; keepalive 512; keepalive_requests 1000000000; }
    server {
      listen 127.0.0.1:${port} backlog=4096;
      location / { proxy_pass http://shop; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }`);
}

function written(folder: string, name: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${join(folder, `${name}-${kind}`)};`).join(' ');
  const path = join(folder, `${name}.conf`);
  // Its workers would else be another user's, who may not enter this folder.
  const user = userInfo().uid === 0 ? 'user root;' : '';
  writeFileSync(path, `daemon off; ${user} worker_processes 1; pid ${join(folder, `${name}.pid`)}; error_log stderr error;
  events { worker_connections 4096; }
  http {
    ${temporary}
    keepalive_requests 1000000000;
    ${http}
  }
`);
  return path;
}

/** JSON of exactly so many bytes, as an API answers with. */
function jsonOf(bytes: number): string {
  const [head, end] = ['{"orders":[', '{"id":"last"}]}'];
  let text = head;
  for (let n = 0; text.length < bytes - end.length - 80; n += 1) text += `{"id":"${n}","status":"paid","total":${n * 7}.5,"customer":"c-${n % 100}"},`;
  return text + ' '.repeat(bytes - text.length - end.length) + end;
}
