import type { Sql } from '../core/sql.js';
import type { Order, OrderItem, OrderSearch, OrderState } from './order.js';

const COLUMNS = 'id, number, customer, state, payment, items, total_cents, created_at, updated_at';

interface OrderRow {
  id: string;
  number: string;
  customer: string;
  state: OrderState;
  payment: Order['payment'];
  items: OrderItem[];
  total_cents: number;
  created_at: Date;
  updated_at: Date;
}

const asOrder = (row: OrderRow): Order => ({
  id: row.id,
  number: Number(row.number),
  customer: row.customer,
  state: row.state,
  payment: row.payment,
  items: row.items,
  totalCents: row.total_cents,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

export async function findOrders(sql: Sql, search: OrderSearch): Promise<Order[]> {
  const { rows } = await sql.query<OrderRow>(
    `SELECT ${COLUMNS} FROM orders
     WHERE ($1::text IS NULL OR customer = $1) AND ($2::text IS NULL OR state = $2) ORDER BY number DESC LIMIT $3`,
    [search.customer ?? null, search.state ?? null, search.limit],
  );
  return rows.map(asOrder);
}

/** Null when there is no such order. */
export async function findOrder(sql: Sql, id: string): Promise<Order | null> {
  const { rows } = await sql.query<OrderRow>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
  return rows[0] ? asOrder(rows[0]) : null;
}

/** As {@link findOrder}, and nobody else changes it until the transaction ends. */
export async function lockOrder(sql: Sql, id: string): Promise<Order | null> {
  const { rows } = await sql.query<OrderRow>(`SELECT ${COLUMNS} FROM orders WHERE id = $1 FOR UPDATE`, [id]);
  return rows[0] ? asOrder(rows[0]) : null;
}

export async function insertOrder(sql: Sql, order: Pick<Order, 'id' | 'customer' | 'payment' | 'items' | 'totalCents'>): Promise<Order> {
  const { rows } = await sql.query<OrderRow>(
    `INSERT INTO orders (id, customer, state, payment, items, total_cents) VALUES ($1, $2, 'placed', $3, $4, $5) RETURNING ${COLUMNS}`,
    [order.id, order.customer, order.payment, JSON.stringify(order.items), order.totalCents],
  );
  return asOrder(rows[0]!);
}

export async function updateOrder(sql: Sql, id: string, change: { customer: string; state: OrderState }): Promise<Order> {
  const { rows } = await sql.query<OrderRow>(
    `UPDATE orders SET customer = $2, state = $3, updated_at = now() WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, change.customer, change.state],
  );
  return asOrder(rows[0]!);
}

export async function deleteOrder(sql: Sql, id: string): Promise<void> {
  await sql.query('DELETE FROM orders WHERE id = $1', [id]);
}
