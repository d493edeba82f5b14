import { LiveSession } from './session.js';
import { liveSocket } from './socket.js';
import { LiveStream } from './stream.js';
import { FrameTick } from './tick.js';

/** The one live session of this page; it connects after the login. */
export const live = new LiveSession(liveSocket(), new LiveStream(new FrameTick()));
