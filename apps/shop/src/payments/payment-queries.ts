import type { Sql } from '../core/sql.js';
import type { Payment, PaymentSearch } from './payment.js';

const COLUMNS = 'id, order_id, amount_cents, method, card_last4, state, created_at, updated_at';

interface PaymentRow {
  id: string;
  order_id: string;
  amount_cents: number;
  method: Payment['method'];
  card_last4: string | null;
  state: Payment['state'];
  created_at: Date;
  updated_at: Date;
}

const asPayment = (row: PaymentRow): Payment => ({
  id: row.id,
  orderId: row.order_id,
  amountCents: row.amount_cents,
  method: row.method,
  cardLast4: row.card_last4,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

export async function findPayments(sql: Sql, search: PaymentSearch): Promise<Payment[]> {
  const { rows } = await sql.query<PaymentRow>(
    `SELECT ${COLUMNS} FROM payment WHERE $1::uuid IS NULL OR order_id = $1 ORDER BY id DESC LIMIT $2`,
    [search.orderId ?? null, search.limit],
  );
  return rows.map(asPayment);
}

/** Null when there is no such payment. */
export async function findPayment(sql: Sql, id: string): Promise<Payment | null> {
  const { rows } = await sql.query<PaymentRow>(`SELECT ${COLUMNS} FROM payment WHERE id = $1`, [id]);
  return rows[0] ? asPayment(rows[0]) : null;
}

/** Null when the order has been paid already. */
export async function insertPayment(
  sql: Sql,
  payment: Pick<Payment, 'id' | 'orderId' | 'amountCents' | 'method' | 'cardLast4'>,
): Promise<Payment | null> {
  const { rows } = await sql.query<PaymentRow>(
    `INSERT INTO payment (id, order_id, amount_cents, method, card_last4, state) VALUES ($1, $2, $3, $4, $5, 'captured')
     ON CONFLICT (order_id) DO NOTHING RETURNING ${COLUMNS}`,
    [payment.id, payment.orderId, payment.amountCents, payment.method, payment.cardLast4],
  );
  return rows[0] ? asPayment(rows[0]) : null;
}

/** Null when there is no such payment. */
export async function updatePayment(sql: Sql, id: string, state: Payment['state']): Promise<Payment | null> {
  const { rows } = await sql.query<PaymentRow>(`UPDATE payment SET state = $2, updated_at = now() WHERE id = $1 RETURNING ${COLUMNS}`, [id, state]);
  return rows[0] ? asPayment(rows[0]) : null;
}

/** The payment as it was; null when there is no such payment. */
export async function deletePayment(sql: Sql, id: string): Promise<Payment | null> {
  const { rows } = await sql.query<PaymentRow>(`DELETE FROM payment WHERE id = $1 RETURNING ${COLUMNS}`, [id]);
  return rows[0] ? asPayment(rows[0]) : null;
}
