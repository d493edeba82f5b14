import { z } from 'zod';

export const orderIdSchema = z.uuid('has to be a UUID');

/** `placed` until paid; `shipped` orders can no longer be cancelled or deleted. */
export const orderStateSchema = z.enum(['placed', 'paid', 'shipped', 'delivered', 'cancelled']);
export type OrderState = z.infer<typeof orderStateSchema>;

export const newOrderSchema = z.object({
  customer: z.string().trim().min(1, 'is missing').max(120),
  /** By invoice the billing group collects the money; by card the customer pays with POST /payments. */
  payment: z.enum(['invoice', 'card']).default('invoice'),
  items: z
    .array(z.object({ productId: z.number().int().min(1), quantity: z.number().int().min(1).max(99) }))
    .min(1, 'an order needs at least one item')
    .max(50),
});
export type NewOrder = z.infer<typeof newOrderSchema>;

const itemSchema = z.object({ productId: z.number().int(), name: z.string(), quantity: z.number().int(), priceCents: z.number().int() });
export type OrderItem = z.infer<typeof itemSchema>;

export const orderSchema = z.object({
  id: orderIdSchema,
  number: z.number().int(),
  customer: z.string(),
  state: orderStateSchema,
  payment: z.enum(['invoice', 'card']),
  items: z.array(itemSchema),
  totalCents: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Order = z.infer<typeof orderSchema>;

/** What of an order can change; what is not given stays. */
export const orderChangeSchema = z
  .object({ customer: newOrderSchema.shape.customer.optional(), state: orderStateSchema.optional() })
  .refine((change) => change.customer !== undefined || change.state !== undefined, 'give customer or state');
export type OrderChange = z.infer<typeof orderChangeSchema>;

export const orderSearchSchema = z.object({
  customer: z.string().max(120).optional(),
  state: orderStateSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export type OrderSearch = z.infer<typeof orderSearchSchema>;

export const orderListSchema = z.object({ orders: z.array(orderSchema) });

const NEXT: Record<OrderState, readonly OrderState[]> = {
  placed: ['paid', 'shipped', 'cancelled'],
  paid: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
};

/** Whether an order may go from one state to another; staying is always allowed. */
export function mayBecome(from: OrderState, to: OrderState): boolean {
  return from === to || NEXT[from].includes(to);
}
