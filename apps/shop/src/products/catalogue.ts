import type { Sql } from '../core/sql.js';

const KINDS = ['Kettle', 'Lamp', 'Backpack', 'Notebook', 'Headphones', 'Mug', 'Umbrella', 'Desk mat'];
const STYLES = ['Harbour', 'Birch', 'Granite', 'Meadow', 'Copper'];

/** Ids of the products that every shop has. */
export const CATALOGUE_IDS = Array.from({ length: KINDS.length * STYLES.length }, (_, index) => index + 1);

/** Fills the shelves of a new shop; what is there already stays as it is. */
export async function stockCatalogue(sql: Sql): Promise<void> {
  const names = CATALOGUE_IDS.map((id) => `${STYLES[id % STYLES.length]} ${KINDS[id % KINDS.length]!.toLowerCase()}`);
  const descriptions = names.map((name) => `${name}: made to last, repaired for free for five years. `.repeat(4).trim());
  const prices = CATALOGUE_IDS.map((id) => 900 + ((id * 1_373) % 14_000));
  await sql.query(
    `INSERT INTO product (id, name, description, price_cents)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::int[]) ON CONFLICT (id) DO NOTHING`,
    [CATALOGUE_IDS, names, descriptions, prices],
  );
}
