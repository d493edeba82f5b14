import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { Sql } from '../core/sql.js';
import type { TraceContext } from '@contraflow/capture';
import { conflict, notFound, ProblemException } from '../http/problem.js';
import { Outbox } from '../outbox/outbox.js';
import { findProductsByIds } from '../products/product-queries.js';
import { deleteOrder, insertOrder, lockOrder, updateOrder } from './order-queries.js';
import { mayBecome, type NewOrder, type Order, type OrderChange, type OrderItem } from './order.js';

/** Changes orders; each change and the record that tells of it commit together. */
@Injectable()
export class OrdersService {
  constructor(@Inject(Outbox) private readonly outbox: Outbox) {}

  place(wanted: NewOrder, trace: TraceContext): Promise<Order> {
    return this.outbox.commit('orders', async (sql) => {
      const items = await priceItems(sql, wanted.items);
      const totalCents = items.reduce((sum, item) => sum + item.priceCents * item.quantity, 0);
      const order = await insertOrder(sql, { id: uuidv7(), customer: wanted.customer, payment: wanted.payment, items, totalCents });
      await this.outbox.put(sql, { topic: 'orders', event: 'order.placed', key: order.id, value: order, trace });
      return order;
    });
  }

  change(id: string, change: OrderChange, trace: TraceContext): Promise<Order> {
    return this.outbox.commit('orders', async (sql) => {
      const order = await lockOrder(sql, id);
      if (!order) throw notFound('order', id);
      const state = change.state ?? order.state;
      if (!mayBecome(order.state, state)) throw conflict('The order cannot change like that', `It is ${order.state} and cannot become ${state}.`);
      const changed = await updateOrder(sql, id, { customer: change.customer ?? order.customer, state });
      const event = state !== order.state && state === 'cancelled' ? 'order.cancelled' : 'order.changed';
      await this.outbox.put(sql, { topic: 'orders', event, key: id, value: changed, trace });
      return changed;
    });
  }

  remove(id: string, trace: TraceContext): Promise<void> {
    return this.outbox.commit('orders', async (sql) => {
      const order = await lockOrder(sql, id);
      if (!order) throw notFound('order', id);
      if (order.state === 'shipped' || order.state === 'delivered') {
        throw conflict('The order cannot be deleted', `It is ${order.state} already.`);
      }
      await deleteOrder(sql, id);
      await this.outbox.put(sql, { topic: 'orders', event: 'order.deleted', key: id, value: null, trace });
    });
  }
}

async function priceItems(sql: Sql, items: NewOrder['items']): Promise<OrderItem[]> {
  const products = await findProductsByIds(sql, items.map((item) => item.productId));
  return items.map(({ productId, quantity }) => {
    const product = products.find(({ id }) => id === productId);
    if (!product) throw new ProblemException(422, 'The order names an unknown product', `There is no product ${productId}. See GET /products.`);
    return { productId, name: product.name, quantity, priceCents: product.priceCents };
  });
}
