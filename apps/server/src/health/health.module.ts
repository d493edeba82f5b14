import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthMetrics } from './health-metrics.js';

/** How the server is: for supervisors, for people, for Prometheus. */
@Module({ controllers: [HealthController], providers: [HealthMetrics] })
export class HealthModule {}
