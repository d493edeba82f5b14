import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Database } from '../core/database.js';
import type { TraceContext } from '@contraflow/capture';
import { conflict, notFound, ProblemException } from '../http/problem.js';
import { findOrder, lockOrder, updateOrder } from '../orders/order-queries.js';
import { mayBecome, type Order } from '../orders/order.js';
import { Outbox } from '../outbox/outbox.js';
import { deletePayment, findPayments, insertPayment, updatePayment } from './payment-queries.js';
import type { NewPayment, Payment, PaymentChange } from './payment.js';
import { PaymentProvider } from './payment-provider.js';

/** Takes money for orders; each change and the record that tells of it commit together. */
@Injectable()
export class PaymentsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(PaymentProvider) private readonly provider: PaymentProvider,
  ) {}

  async pay(wanted: NewPayment, trace: TraceContext): Promise<Payment> {
    const order = await findOrder(this.database, wanted.orderId);
    this.check(order, wanted);
    const [earlier] = await findPayments(this.database, { orderId: wanted.orderId, limit: 1 });
    if (earlier) throw paidAlready(wanted.orderId);
    await this.provider.charge();
    return this.outbox.commit('payments', async (sql) => {
      // The bank took its time: look again, and hold the order still.
      const held = this.check(await lockOrder(sql, wanted.orderId), wanted);
      const { orderId, amountCents, method, card } = wanted;
      const payment = await insertPayment(sql, { id: uuidv7(), orderId, amountCents, method, cardLast4: card?.cardNumber.slice(-4) ?? null });
      if (!payment) throw paidAlready(orderId);
      await updateOrder(sql, orderId, { customer: held.customer, state: 'paid' });
      await this.outbox.put(sql, { topic: 'payments', event: 'payment.captured', key: orderId, value: payment, trace });
      return payment;
    });
  }

  refund(id: string, change: PaymentChange, trace: TraceContext): Promise<Payment> {
    return this.outbox.commit('payments', async (sql) => {
      const payment = await updatePayment(sql, id, change.state);
      if (!payment) throw notFound('payment', id);
      await this.outbox.put(sql, { topic: 'payments', event: 'payment.refunded', key: payment.orderId, value: payment, trace });
      return payment;
    });
  }

  remove(id: string, trace: TraceContext): Promise<void> {
    return this.outbox.commit('payments', async (sql) => {
      const payment = await deletePayment(sql, id);
      if (!payment) throw notFound('payment', id);
      await this.outbox.put(sql, { topic: 'payments', event: 'payment.deleted', key: payment.orderId, value: null, trace });
    });
  }

  private check(order: Order | null, wanted: NewPayment): Order {
    if (!order) throw notFound('order', wanted.orderId);
    if (order.totalCents !== wanted.amountCents) {
      throw new ProblemException(422, 'The amount is not the order’s', `The order costs ${order.totalCents} cents, the payment has ${wanted.amountCents}.`);
    }
    if (order.state === 'paid' || !mayBecome(order.state, 'paid')) {
      throw conflict('The order cannot be paid', `It is ${order.state} already.`);
    }
    return order;
  }
}

const paidAlready = (orderId: string) => conflict('The order is paid already', `See GET /payments?orderId=${orderId}.`);
