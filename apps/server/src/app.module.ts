import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { CaptureModule } from './capture/capture.module.js';
import type { Config } from './config.js';
import { ContrastModule } from './contrast/contrast.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { HealthModule } from './health/health.module.js';
import { KafkaModule } from './kafka/kafka.module.js';
import { LiveModule } from './live/live.module.js';
import { LossesModule } from './losses/losses.module.js';
import { loggerModule, ServerLogger } from './logging.js';
import { PortsModule } from './ports/ports.module.js';
import { ProblemsModule } from './problems/problems.module.js';
import { RecorderModule } from './recorder/recorder.module.js';
import { StoreModule } from './store.module.js';
import { TrafficModule } from './traffic/traffic.module.js';

/** The server: what is shared first, then its capabilities, side by side. */
@Module({})
export class AppModule {
  static with(config: Config, extra: ModuleMetadata = {}): DynamicModule {
    return {
      ...extra,
      module: AppModule,
      imports: [
        loggerModule(config),
        PortsModule.with(config),
        StoreModule,
        ProblemsModule,
        AuthModule,
        RecorderModule,
        CaptureModule,
        KafkaModule,
        TrafficModule,
        LiveModule,
        ContrastModule,
        ExportsModule,
        LossesModule,
        HealthModule,
        ...(extra.imports ?? []),
      ],
      providers: [ServerLogger, ...(extra.providers ?? [])],
    };
  }
}
