import type { ExportCount } from '@contraflow/contract';
import { Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { exact } from '../../ui/format/numbers.js';

/** How many rows the file would have. */
export function CountText({ query: { data, isError } }: { query: UseQueryResult<ExportCount> }) {
  return (
    <Text role="status" className="mono" size="sm">
      {isError ? 'Its rows could not be counted; the export counts again.' : data === undefined ? 'Counting …' : rowsText(data.rows)}
    </Text>
  );
}

function rowsText(rows: number | null): string {
  if (rows === null) return 'More rows than can be counted in 5 s; all of them will be in the file.';
  return rows === 0 ? 'No rows: nothing matches.' : `${exact(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
