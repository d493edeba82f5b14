import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Recording } from '../rig.ts';

/** The server closes a connection that does not say so often that it is alive. */
const ALIVE_MS = 10_000;
/** How Engine.IO's and Socket.IO's first packets begin. */
const [OPENED, CONNECTED] = ['0{"sid"', '40{"sid"'];

/** A live connection that subscribes to everything and then never reads a byte, yet goes on saying that it is alive. */
export class DeafSocket {
  private readonly timer: NodeJS.Timeout;
  private readonly socket: Socket;
  ended = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('close', () => (this.ended = true));
    this.say(`420${JSON.stringify(['subscribe', { sides: ['http', 'kafka'], filter: '', maxPerSecond: 5_000 }])}`);
    this.timer = setInterval(() => this.say('3'), ALIVE_MS);
  }

  static open(server: Recording, cookie: string): Promise<DeafSocket> {
    const { hostname, port, host, origin } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const headers = [`Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`];
    socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    return new Promise((resolve, reject) => {
      let heard = '';
      socket.once('close', () => reject(new Error(`the connection was refused: ${heard.split('\r\n', 1)[0]}`)));
      let greeted = false;
      const listen = (bytes: Buffer) => {
        heard += bytes.toString('latin1');
        if (heard.includes(CONNECTED)) {
          socket.off('data', listen).pause();
          resolve(new DeafSocket(socket));
        } else if (heard.includes(OPENED) && !greeted) {
          greeted = true;
          socket.write(frame('40'));
        }
      };
      socket.on('data', listen);
    });
  }

  close(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }

  private say(text: string): void {
    this.socket.write(frame(text));
  }
}

/** One text frame, masked as those of clients have to be (RFC 6455, 5.2). */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}
