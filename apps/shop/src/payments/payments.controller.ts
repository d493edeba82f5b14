import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../core/database.js';
import type { TraceContext } from '@contraflow/capture';
import { notFound } from '../http/problem.js';
import { Trace } from '../http/trace.decorator.js';
import { findPayment, findPayments } from './payment-queries.js';
import { newPaymentSchema, paymentChangeSchema, paymentIdSchema, paymentListSchema, paymentSchema, paymentSearchSchema } from './payment.js';
import type { NewPayment, Payment, PaymentChange, PaymentSearch } from './payment.js';
import { PaymentsService } from './payments.service.js';

@ApiTags('payments')
@Controller('payments')
export class PaymentsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PaymentsService) private readonly payments: PaymentsService,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: paymentListSchema })
  async list(@Query({ schema: paymentSearchSchema }) search: PaymentSearch): Promise<{ payments: Payment[] }> {
    return { payments: await findPayments(this.database, search) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: paymentSchema })
  async read(@Param('id', { schema: paymentIdSchema }) id: string): Promise<Payment> {
    const payment = await findPayment(this.database, id);
    if (!payment) throw notFound('payment', id);
    return payment;
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: paymentSchema })
  create(@Body({ schema: newPaymentSchema }) payment: NewPayment, @Trace() trace: TraceContext): Promise<Payment> {
    return this.payments.pay(payment, trace);
  }

  @Put(':id')
  @ApiOkResponse({ standardSchema: paymentSchema })
  update(
    @Param('id', { schema: paymentIdSchema }) id: string,
    @Body({ schema: paymentChangeSchema }) change: PaymentChange,
    @Trace() trace: TraceContext,
  ): Promise<Payment> {
    return this.payments.refund(id, change, trace);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', { schema: paymentIdSchema }) id: string, @Trace() trace: TraceContext): Promise<void> {
    return this.payments.remove(id, trace);
  }
}
