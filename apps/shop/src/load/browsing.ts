import { CATALOGUE_IDS } from '../products/catalogue.js';
import type { Customer } from './customer.js';

const WORDS = ['kettle', 'lamp', 'mug', 'harbour', 'copper'];

export async function browse(customer: Customer): Promise<void> {
  const { random } = customer;
  const query = random.chance(0.4) ? `?q=${random.pick(WORDS)}&limit=10` : `?limit=${random.pick([10, 20, 40])}`;
  await customer.send({ method: 'GET', path: `/products${query}` });
}

export async function lookAtProduct(customer: Customer): Promise<void> {
  await customer.send({ method: 'GET', path: `/products/${customer.random.pick(CATALOGUE_IDS)}` });
}

/** An old link: 404. */
export async function lookAtUnknownProduct(customer: Customer): Promise<void> {
  await customer.send({ method: 'GET', path: `/products/${customer.random.between(900_000, 999_999)}` });
}

/** The shop's owner at work: a new product, a new price for one of his, or one that is gone. */
export async function tendCatalogue(customer: Customer): Promise<void> {
  const { random, memory } = customer;
  const draw = random.next();
  const own = memory.ownProducts.all;
  if (draw < 0.4 || own.length === 0) {
    const body = { name: `Special ${random.between(1, 9_999)}`, description: 'Only while stocks last.', priceCents: random.between(500, 20_000) };
    const answer = await customer.send({ method: 'POST', path: '/products', body });
    const { id } = (answer.body ?? {}) as { id?: unknown };
    if (typeof id === 'number') memory.ownProducts.add(id);
  } else if (draw < 0.7) {
    const body = { name: 'Special, reduced', priceCents: random.between(300, 2_000) };
    await customer.send({ method: 'PUT', path: `/products/${random.pick(own)}`, body });
  } else {
    await customer.send({ method: 'DELETE', path: `/products/${memory.ownProducts.take()}` });
  }
}
