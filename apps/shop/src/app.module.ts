import type { Capture } from '@contraflow/capture';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { CONFIG, type Config } from './config.js';
import { Database } from './core/database.js';
import { Housekeeping } from './core/housekeeping.js';
import { LOG, type Log } from './core/log.js';
import { CAPTURE } from './core/open-capture.js';
import { Analytics } from './groups/analytics.js';
import { Billing } from './groups/billing.js';
import { GROUPS } from './groups/group.js';
import { Shipping } from './groups/shipping.js';
import { ProblemFilter } from './http/problem.filter.js';
import { StatusController } from './http/status.controller.js';
import { validationPipe } from './http/validation.js';
import { createKafka, KAFKA } from './kafka/kafka-client.js';
import { KafkaSide } from './kafka/kafka-side.js';
import { Producers } from './kafka/producers.js';
import { Load } from './load/load.js';
import { OrdersController } from './orders/orders.controller.js';
import { OrdersService } from './orders/orders.service.js';
import { Outbox } from './outbox/outbox.js';
import { PaymentProvider } from './payments/payment-provider.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PaymentsService } from './payments/payments.service.js';
import { ProductsController } from './products/products.controller.js';

const rest = [OrdersService, PaymentsService, PaymentProvider, Outbox, Housekeeping];
const groups = [Billing, Shipping, Analytics];

/** What is open before the app, and is closed after it by whoever opened it. */
export interface OpenParts {
  log: Log;
  database: Database;
  capture: Capture | null;
}

/** The whole shop: its REST API, its side of Kafka, and its made-up customers. */
@Module({})
export class AppModule {
  static with(config: Config, open: OpenParts): DynamicModule {
    return {
      module: AppModule,
      imports: [LoggerModule.forRoot({ pinoHttp: { logger: open.log, autoLogging: false } })],
      controllers: [ProductsController, OrdersController, PaymentsController, StatusController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: open.log },
        { provide: Database, useValue: open.database },
        { provide: CAPTURE, useValue: open.capture },
        { provide: KAFKA, useFactory: () => createKafka(config, open.log) },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
        ...rest,
        ...groups,
        { provide: GROUPS, useFactory: (...all: unknown[]) => all, inject: groups },
        Producers,
        KafkaSide,
        Load,
      ],
    };
  }
}
