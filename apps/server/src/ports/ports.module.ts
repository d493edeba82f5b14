import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { HealthBoard } from './health-board.js';

/** What every capability may be handed: the settings and the board of health. */
@Global()
@Module({})
export class PortsModule {
  static with(config: Config): DynamicModule {
    return {
      module: PortsModule,
      providers: [{ provide: CONFIG, useValue: config }, HealthBoard],
      exports: [CONFIG, HealthBoard],
    };
  }
}
