import type { Random } from '../core/random.js';
import { browse, lookAtProduct, lookAtUnknownProduct, tendCatalogue } from './browsing.js';
import type { Customer } from './customer.js';
import { changeOrder, deleteOrder, followOrder, listOrders, placeOrder, placeWrongOrder } from './ordering.js';
import { deletePayment, listPayments, payByCard, readPayment, refund } from './paying.js';

/** One request of a customer; throws where there is no answer. */
export type Deed = (customer: Customer) => Promise<void>;

/** What customers do, by share: mostly looking, a good deal of ordering, and the mistakes that people make. */
const MIX: readonly [share: number, deed: Deed][] = [
  [24, browse],
  [20, lookAtProduct],
  [20, placeOrder],
  [12, followOrder],
  [4, listOrders],
  [5, changeOrder],
  [1.5, deleteOrder],
  [5, payByCard],
  [1.5, readPayment],
  [1, listPayments],
  [0.6, refund],
  [0.4, deletePayment],
  [2, tendCatalogue],
  [1.5, lookAtUnknownProduct],
  [1.5, placeWrongOrder],
];
const TOTAL = MIX.reduce((sum, [share]) => sum + share, 0);

export function pickDeed(random: Random): Deed {
  let left = random.next() * TOTAL;
  for (const [share, deed] of MIX) {
    left -= share;
    if (left < 0) return deed;
  }
  return browse;
}
