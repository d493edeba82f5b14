import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../core/database.js';
import type { TraceContext } from '@contraflow/capture';
import { notFound } from '../http/problem.js';
import { Trace } from '../http/trace.decorator.js';
import { findOrder, findOrders } from './order-queries.js';
import { newOrderSchema, orderChangeSchema, orderIdSchema, orderListSchema, orderSchema, orderSearchSchema } from './order.js';
import type { NewOrder, Order, OrderChange, OrderSearch } from './order.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OrdersService) private readonly orders: OrdersService,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: orderListSchema })
  async list(@Query({ schema: orderSearchSchema }) search: OrderSearch): Promise<{ orders: Order[] }> {
    return { orders: await findOrders(this.database, search) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: orderSchema })
  async read(@Param('id', { schema: orderIdSchema }) id: string): Promise<Order> {
    const order = await findOrder(this.database, id);
    if (!order) throw notFound('order', id);
    return order;
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: orderSchema })
  create(@Body({ schema: newOrderSchema }) order: NewOrder, @Trace() trace: TraceContext): Promise<Order> {
    return this.orders.place(order, trace);
  }

  @Put(':id')
  @ApiOkResponse({ standardSchema: orderSchema })
  update(
    @Param('id', { schema: orderIdSchema }) id: string,
    @Body({ schema: orderChangeSchema }) change: OrderChange,
    @Trace() trace: TraceContext,
  ): Promise<Order> {
    return this.orders.change(id, change, trace);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', { schema: orderIdSchema }) id: string, @Trace() trace: TraceContext): Promise<void> {
    return this.orders.remove(id, trace);
  }
}
