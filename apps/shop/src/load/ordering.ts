import { orderSchema } from '../orders/order.js';
import { CATALOGUE_IDS } from '../products/catalogue.js';
import type { Customer } from './customer.js';

export async function placeOrder(customer: Customer): Promise<void> {
  const { random, memory } = customer;
  const payment = random.chance(0.25) ? 'card' : 'invoice';
  const items = Array.from({ length: random.between(1, 4) }, () => ({ productId: random.pick(CATALOGUE_IDS), quantity: random.between(1, 3) }));
  const answer = await customer.send({ method: 'POST', path: '/orders', body: { customer: customer.name, payment, items } });
  const { data: order } = orderSchema.safeParse(answer.body);
  if (!order) return;
  memory.orders.add(order.id);
  if (payment === 'card') memory.unpaid.add(order);
}

/** A form sent too early: 400, or 422 where a product is sold out. */
export async function placeWrongOrder(customer: Customer): Promise<void> {
  const { random, name } = customer;
  const body = random.chance(0.5) ? { customer: name, items: [] } : { customer: name, items: [{ productId: 899_999, quantity: 1 }] };
  await customer.send({ method: 'POST', path: '/orders', body });
}

/** The link of an e-mail, with its token in the query. */
export async function followOrder(customer: Customer): Promise<void> {
  const id = customer.random.pick(customer.memory.orders.all);
  if (!id) return placeOrder(customer);
  const query = customer.random.chance(0.2) ? `?access_token=${Buffer.from(id).toString('base64url')}` : '';
  await customer.send({ method: 'GET', path: `/orders/${id}${query}` });
}

export async function listOrders(customer: Customer): Promise<void> {
  const limit = customer.random.pick([20, 50, 200]);
  await customer.send({ method: 'GET', path: `/orders?customer=${encodeURIComponent(customer.name)}&limit=${limit}` });
}

/** Mostly a parcel that has arrived; sometimes a wish that comes too late (409). */
export async function changeOrder(customer: Customer): Promise<void> {
  const id = customer.random.pick(customer.memory.orders.all);
  if (!id) return placeOrder(customer);
  const body = customer.random.chance(0.8) ? { state: 'delivered' } : { state: 'cancelled' };
  await customer.send({ method: 'PUT', path: `/orders/${id}`, body });
}

/** A change of mind within seconds: the newest order, which may have been shipped already (409). */
export async function deleteOrder(customer: Customer): Promise<void> {
  const id = customer.memory.orders.all.at(-1);
  if (!id) return placeOrder(customer);
  await customer.send({ method: 'DELETE', path: `/orders/${id}` });
}
