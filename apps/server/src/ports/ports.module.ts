import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { HealthBoard } from './health-board.js';
import { Metrics } from './metrics.js';

/** What every capability may be handed: the settings, the board of health and the registry of metrics. */
@Global()
@Module({})
export class PortsModule {
  static with(config: Config): DynamicModule {
    return {
      module: PortsModule,
      providers: [{ provide: CONFIG, useValue: config }, HealthBoard, Metrics],
      exports: [CONFIG, HealthBoard, Metrics],
    };
  }
}
