/**
 * A WebSocket text frame (RFC 6455, from a server: unmasked) in two parts, so that the
 * second, long one can be shared by every socket that gets the same.
 */
export type Frame = [head: Buffer, tail: Buffer];

const FINAL_TEXT = 0x81;
/** Engine.IO's "message" and Socket.IO's "event", which begin every event packet. */
const EVENT_PREFIX = '42';

/**
 * The frame of a Socket.IO event of the main namespace.
 * @param json the text of `["event",…]`, whose rest is `tail`
 */
export function eventFrame(json: string, tail: Buffer): Frame {
  const textBytes = Buffer.byteLength(json) + EVENT_PREFIX.length;
  const length = textBytes + tail.length;
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const head = Buffer.allocUnsafe(headerBytes + textBytes);
  head[0] = FINAL_TEXT;
  if (headerBytes === 2) {
    head[1] = length;
  } else if (headerBytes === 4) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeUInt32BE(0, 2);
    head.writeUInt32BE(length, 6);
  }
  head.write(EVENT_PREFIX + json, headerBytes);
  return [head, tail];
}

/** The frame of an event with one argument, the same for every socket. */
export function sharedFrame(event: string, argument: unknown): Frame {
  return eventFrame(`["${event}",`, Buffer.from(`${JSON.stringify(argument)}]`));
}
