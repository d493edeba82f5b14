import type { Sql } from '../core/sql.js';
import type { NewProduct, Product, ProductSearch } from './product.js';

const COLUMNS = 'id, name, description, price_cents, created_at';

interface ProductRow {
  id: number;
  name: string;
  description: string;
  price_cents: number;
  created_at: Date;
}

const asProduct = (row: ProductRow): Product => ({
  id: row.id,
  name: row.name,
  description: row.description,
  priceCents: row.price_cents,
  createdAt: row.created_at.toISOString(),
});

export async function findProducts(sql: Sql, search: ProductSearch): Promise<Product[]> {
  const { rows } = await sql.query<ProductRow>(
    `SELECT ${COLUMNS} FROM product WHERE $1::text IS NULL OR name ILIKE '%' || $1 || '%' ORDER BY id LIMIT $2`,
    [search.q?.replace(/[\\%_]/g, '\\$&') ?? null, search.limit],
  );
  return rows.map(asProduct);
}

/** Those of `ids` that exist. */
export async function findProductsByIds(sql: Sql, ids: number[]): Promise<Product[]> {
  const { rows } = await sql.query<ProductRow>(`SELECT ${COLUMNS} FROM product WHERE id = ANY($1)`, [ids]);
  return rows.map(asProduct);
}

export async function insertProduct(sql: Sql, product: NewProduct): Promise<Product> {
  const { rows } = await sql.query<ProductRow>(
    `INSERT INTO product (name, description, price_cents) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    [product.name, product.description, product.priceCents],
  );
  return asProduct(rows[0]!);
}

/** Null when there is no such product. */
export async function updateProduct(sql: Sql, id: number, product: NewProduct): Promise<Product | null> {
  const { rows } = await sql.query<ProductRow>(
    `UPDATE product SET name = $2, description = $3, price_cents = $4 WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, product.name, product.description, product.priceCents],
  );
  return rows[0] ? asProduct(rows[0]) : null;
}

export async function deleteProduct(sql: Sql, id: number): Promise<boolean> {
  return (await sql.query('DELETE FROM product WHERE id = $1', [id])).rowCount === 1;
}
