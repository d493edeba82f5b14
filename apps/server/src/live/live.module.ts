import { Module } from '@nestjs/common';
import { Broadcasts } from './broadcasts.js';
import { ClientEvents } from './client-events.js';
import { Handshake } from './handshake.js';
import { LiveHub } from './live-hub.js';
import { LiveMetrics } from './live-metrics.js';
import { LiveServer } from './live-server.js';
import { Pulses } from './pulses.js';
import { Subscriptions } from './subscriptions.js';
import { Surroundings } from './surroundings.js';

/** Pushes what was committed to browsers. */
@Module({
  providers: [LiveHub, Pulses, Surroundings, Subscriptions, Handshake, ClientEvents, LiveServer, Broadcasts, LiveMetrics],
})
export class LiveModule {}
