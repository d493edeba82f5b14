import type { ApiKey } from '@contraflow/contract';
import { Button, Table } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../../app/layout/Page.js';
import { QueryStates } from '../../app/QueryStates.js';
import { apiKeysQuery, revokeApiKey } from '../../api/auth.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { useNow } from '../../ui/now.js';
import { RelativeTime } from '../../ui/TimeText.js';
import classes from './Admin.module.css';
import { CreateKeyDialog } from './CreateKeyDialog.js';
import { HandOverDialog } from './HandOverDialog.js';
import { isGood } from './key-state.js';
import { NameToConfirm } from './NameToConfirm.js';
import { useAdminChange } from './use-admin-change.js';

/** The keys of programs: what each may do, for which sources, until when, and whether it is used. */
export function KeysPage() {
  const keys = useQuery(apiKeysQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const [handing, setHanding] = useState<ApiKey | null>(null);
  const revoke = useAdminChange((key: ApiKey) => revokeApiKey(key.id), apiKeysQuery.queryKey, (key) => `${key.name} is revoked.`);
  return (
    <Page
      title="API keys"
      top={
        <Button leftSection={<IconKey size={15} />} onClick={() => setCreating(true)}>
          Make a key
        </Button>
      }
    >
      <div className={classes.body}>
        <QueryStates
          query={keys}
          loading="Loading API keys"
          isEmpty={(list) => list.length === 0}
          empty={<EmptyState title="There are no API keys">A gateway or a service that embeds the capture library needs one to ship what it saw. Make one with the button above.</EmptyState>}
        >
          {(list) => <KeyTable keys={list} onRevoke={setRevoking} onHandOver={setHanding} />}
        </QueryStates>
      </div>
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} />
      <HandOverDialog from={handing} keys={keys.data ?? []} onClose={() => setHanding(null)} />
      <NameToConfirm
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ''}`}
        name={revoking?.name ?? ''}
        consequence="Whatever ships with this key is refused from now on. What it has not shipped waits in its spool until it gets another key, one that is for the same sources. This cannot be undone."
        action="Revoke the key"
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking);
          setRevoking(null);
        }}
      />
    </Page>
  );
}

interface TableProps {
  keys: ApiKey[];
  onRevoke: (key: ApiKey) => void;
  onHandOver: (key: ApiKey) => void;
}

function KeyTable({ keys, onRevoke, onHandOver }: TableProps) {
  return (
    <Table aria-label="API keys" className={classes.cards}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Begins with</Table.Th>
          <Table.Th>May</Table.Th>
          <Table.Th>Sources</Table.Th>
          <Table.Th>Made</Table.Th>
          <Table.Th>Ends</Table.Th>
          <Table.Th>Last used</Table.Th>
          <Table.Th>
            <span className="visually-hidden">Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={onRevoke} onHandOver={onHandOver} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function KeyRow({ apiKey: key, onRevoke, onHandOver }: Omit<TableProps, 'keys'> & { apiKey: ApiKey }) {
  const now = useNow();
  return (
    <Table.Tr className={isGood(key, now) ? undefined : classes.gone}>
      <Table.Td data-label="name">{key.name}</Table.Td>
      <Table.Td className="mono" data-label="begins with">{key.prefix}…</Table.Td>
      <Table.Td data-label="may">{key.scopes.join(', ')}</Table.Td>
      <Table.Td className={classes.sources} data-label="sources">
        <span className="mono">{key.sources.join(', ') || '–'}</span>
        {key.held > 0 && <span className="faint"> {key.held} held</span>}
      </Table.Td>
      <Table.Td data-plain data-label="made">
        <RelativeTime instant={key.createdAt} />
      </Table.Td>
      <Table.Td data-plain data-label="ends">
        <End apiKey={key} />
      </Table.Td>
      <Table.Td data-plain data-label="last used">{key.lastUsedAt === null ? <span className="faint">never</span> : <RelativeTime instant={key.lastUsedAt} />}</Table.Td>
      <Table.Td>
        <div className={classes.actions}>
          {key.held > 0 && (
            <Button size="xs" h={24} px={8} onClick={() => onHandOver(key)} aria-label={`Hand over the sources of ${key.name}`}>
              Hand over…
            </Button>
          )}
          {key.revokedAt === null && (
            <Button size="xs" h={24} px={8} c="var(--bad)" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
              Revoke…
            </Button>
          )}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}

function End({ apiKey: { revokedAt, expiresAt } }: { apiKey: ApiKey }) {
  const now = useNow();
  if (revokedAt !== null) {
    return (
      <span className="warn">
        revoked <RelativeTime instant={revokedAt} />
      </span>
    );
  }
  if (expiresAt === null) return <span className="faint">never</span>;
  return (
    <span className={expiresAt <= now ? 'warn' : undefined}>
      {expiresAt <= now && 'ended '}
      <RelativeTime instant={expiresAt} />
    </span>
  );
}
