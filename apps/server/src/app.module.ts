import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import type { Config } from './config.js';
import { loggerModule } from './logging.js';
import { PortsModule } from './ports/ports.module.js';
import { ProblemsModule } from './problems/problems.module.js';
import { StoreModule } from './store.module.js';

/** The server: what is shared first, then its capabilities, side by side. */
@Module({})
export class AppModule {
  static with(config: Config, extra: ModuleMetadata = {}): DynamicModule {
    return {
      ...extra,
      module: AppModule,
      imports: [loggerModule(config), PortsModule.with(config), StoreModule, ProblemsModule, AuthModule, ...(extra.imports ?? [])],
    };
  }
}
