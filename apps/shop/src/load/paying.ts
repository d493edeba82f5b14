import { paymentSchema } from '../payments/payment.js';
import type { Customer } from './customer.js';
import { placeOrder } from './ordering.js';

/** The card industry's published test numbers. */
const CARDS = ['4111111111111111', '5555555555554444', '378282246310005'] as const;

/** The card's number and code are in the body, so that redaction has something to hide. */
export async function payByCard(customer: Customer): Promise<void> {
  const { random, memory } = customer;
  const order = memory.unpaid.take();
  if (!order) return placeOrder(customer);
  const card = { cardNumber: random.pick(CARDS), expiry: '12/29', cvc: String(random.between(100, 999)) };
  const body = { orderId: order.id, amountCents: order.totalCents, method: 'card', card };
  const answer = await customer.send({ method: 'POST', path: '/payments', body });
  const { data: payment } = paymentSchema.safeParse(answer.body);
  if (payment) memory.payments.add(payment.id);
}

export async function readPayment(customer: Customer): Promise<void> {
  const id = customer.random.pick(customer.memory.payments.all);
  if (!id) return payByCard(customer);
  await customer.send({ method: 'GET', path: `/payments/${id}` });
}

export async function listPayments(customer: Customer): Promise<void> {
  await customer.send({ method: 'GET', path: '/payments?limit=50' });
}

export async function refund(customer: Customer): Promise<void> {
  const id = customer.random.pick(customer.memory.payments.all);
  if (!id) return payByCard(customer);
  await customer.send({ method: 'PUT', path: `/payments/${id}`, body: { state: 'refunded' } });
}

export async function deletePayment(customer: Customer): Promise<void> {
  const id = customer.memory.payments.take();
  if (!id) return payByCard(customer);
  await customer.send({ method: 'DELETE', path: `/payments/${id}` });
}
