import { isRedacted } from './body/redacted.js';
import classes from './HeadersTable.module.css';

/** Header fields in the order they came, duplicates kept. A null value is said as one. */
export function HeadersTable({ name, headers }: { name: string; headers: readonly (readonly [string, string | null])[] }) {
  if (headers.length === 0) return <p className="muted">{name}: none</p>;
  return (
    <table className={classes.table}>
      <caption>{name}</caption>
      <tbody>
        {headers.map(([field, value], index) => (
          <tr key={index}>
            <th scope="row" className="mono">
              {field}
            </th>
            <td className={`mono ${value === null || isRedacted(value) ? 'faint' : ''}`}>{value ?? 'null'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
