import { z } from 'zod';

export const productIdSchema = z.coerce.number('has to be a number').int().min(1).max(2 ** 31 - 1);

export const newProductSchema = z.object({
  name: z.string().trim().min(1, 'is missing').max(120),
  description: z.string().max(2_000).default(''),
  priceCents: z.number().int().min(1).max(10_000_000),
});
export type NewProduct = z.infer<typeof newProductSchema>;

export const productSchema = newProductSchema.extend({ id: z.number().int(), createdAt: z.iso.datetime() });
export type Product = z.infer<typeof productSchema>;

export const productSearchSchema = z.object({
  q: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type ProductSearch = z.infer<typeof productSearchSchema>;

export const productListSchema = z.object({ products: z.array(productSchema) });
