import type { ApiKey } from '@contraflow/contract';
import { Button, Table } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../../app/layout/Page.js';
import { QueryStates } from '../../app/QueryStates.js';
import { apiKeysQuery, revokeApiKey } from '../../api/auth.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { RelativeTime } from '../../ui/TimeText.js';
import classes from './Admin.module.css';
import { CreateKeyDialog } from './CreateKeyDialog.js';
import { NameToConfirm } from './NameToConfirm.js';
import { useAdminChange } from './use-admin-change.js';

/** The keys with which capture sources ship what they saw. */
export function KeysPage() {
  const keys = useQuery(apiKeysQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const revoke = useAdminChange((key: ApiKey) => revokeApiKey(key.id), apiKeysQuery.queryKey, (key) => `${key.name} is revoked.`);
  return (
    <Page
      title="API keys"
      top={
        <>
          <h1 className={classes.title}>API keys</h1>
          <Button leftSection={<IconKey size={15} />} onClick={() => setCreating(true)}>
            Make a key
          </Button>
        </>
      }
    >
      <div className={classes.body}>
        <QueryStates
          query={keys}
          loading="Loading API keys"
          isEmpty={(list) => list.length === 0}
          empty={<EmptyState title="There are no API keys">A gateway or a service that embeds the capture library needs one to ship what it saw. Make one with the button above.</EmptyState>}
        >
          {(list) => <KeyTable keys={list} onRevoke={setRevoking} />}
        </QueryStates>
      </div>
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} />
      <NameToConfirm
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ''}`}
        name={revoking?.name ?? ''}
        consequence="Whatever ships with this key is refused from now on. What it has not shipped waits in its spool until it gets another key. This cannot be undone."
        action="Revoke the key"
        onConfirm={() => {
          if (revoking) revoke.mutate(revoking);
          setRevoking(null);
        }}
      />
    </Page>
  );
}

function KeyTable({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  return (
    <Table aria-label="API keys">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Begins with</Table.Th>
          <Table.Th>Made</Table.Th>
          <Table.Th>Last used</Table.Th>
          <Table.Th aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.id} className={key.revokedAt === null ? undefined : classes.gone}>
            <Table.Td>{key.name}</Table.Td>
            <Table.Td className="mono">{key.prefix}…</Table.Td>
            <Table.Td data-plain>
              <RelativeTime instant={key.createdAt} />
            </Table.Td>
            <Table.Td data-plain>{key.lastUsedAt === null ? <span className="faint">never</span> : <RelativeTime instant={key.lastUsedAt} />}</Table.Td>
            <Table.Td className={classes.actions}>
              {key.revokedAt === null ? (
                <Button size="xs" h={24} px={8} c="var(--bad)" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
                  Revoke…
                </Button>
              ) : (
                <span className="warn">
                  revoked <RelativeTime instant={key.revokedAt} />
                </span>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
