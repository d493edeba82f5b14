import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.js';
import { loggerModule } from './logging.js';
import { PortsModule } from './ports/ports.module.js';
import { ProblemsModule } from './problems/problems.module.js';
import { StoreModule } from './store.module.js';

/** The server: what is shared first, then its capabilities, side by side. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [loggerModule(config), PortsModule.with(config), StoreModule, ProblemsModule],
    };
  }
}
