import { z } from 'zod';

export const paymentIdSchema = z.uuid('has to be a UUID');

const cardSchema = z.object({
  cardNumber: z.string().regex(/^\d{13,19}$/, 'has to be 13 to 19 digits'),
  expiry: z.string().regex(/^(0[1-9]|1[0-2])\/\d{2}$/, 'has to be MM/YY'),
  cvc: z.string().regex(/^\d{3,4}$/, 'has to be 3 or 4 digits'),
});

export const newPaymentSchema = z
  .object({
    orderId: z.uuid('has to be a UUID'),
    amountCents: z.number().int().min(1),
    method: z.enum(['invoice', 'card']),
    card: cardSchema.optional(),
  })
  .refine((payment) => payment.method !== 'card' || payment.card !== undefined, { path: ['card'], error: 'is missing' });
export type NewPayment = z.infer<typeof newPaymentSchema>;

export const paymentSchema = z.object({
  id: paymentIdSchema,
  orderId: z.uuid(),
  amountCents: z.number().int(),
  method: z.enum(['invoice', 'card']),
  /** The card's last four digits; the rest is never kept. */
  cardLast4: z.string().nullable(),
  state: z.enum(['captured', 'refunded']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Payment = z.infer<typeof paymentSchema>;

export const paymentChangeSchema = z.object({ state: z.literal('refunded', 'a captured payment can only be refunded') });
export type PaymentChange = z.infer<typeof paymentChangeSchema>;

export const paymentSearchSchema = z.object({
  orderId: z.uuid('has to be a UUID').optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export type PaymentSearch = z.infer<typeof paymentSearchSchema>;

export const paymentListSchema = z.object({ payments: z.array(paymentSchema) });
