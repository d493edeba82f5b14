import type { User } from '@contraflow/contract';
import { Button, Table } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../../app/layout/Page.js';
import { QueryStates } from '../../app/QueryStates.js';
import { meQuery, usersQuery } from '../../api/auth.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { RelativeTime } from '../../ui/TimeText.js';
import classes from './Admin.module.css';
import { CreateUserDialog } from './CreateUserDialog.js';
import { UserActions } from './UserActions.js';

/** Who may log in, as what, and since when. */
export function UsersPage() {
  const users = useQuery(usersQuery);
  const { data: me } = useQuery(meQuery);
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title="Users"
      top={
        <Button leftSection={<IconUserPlus size={15} />} onClick={() => setCreating(true)}>
          Add a user
        </Button>
      }
    >
      <div className={classes.body}>
        <QueryStates
          query={users}
          loading="Loading users"
          isEmpty={(list) => list.length === 0}
          empty={<EmptyState title="There are no users">Add one with the button above.</EmptyState>}
        >
          {(list) => (
            <Table aria-label="Users">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Role</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>Added</Table.Th>
                  <Table.Th>Last login</Table.Th>
                  <Table.Th>
            <span className="visually-hidden">Actions</span>
          </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((user) => (
                  <UserRow key={user.id} user={user} self={user.id === me?.id} />
                ))}
              </Table.Tbody>
            </Table>
          )}
        </QueryStates>
      </div>
      <CreateUserDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function UserRow({ user, self }: { user: User; self: boolean }) {
  return (
    <Table.Tr className={user.disabled ? classes.gone : undefined}>
      <Table.Td>
        {user.username} {self && <span className="faint">you</span>}
      </Table.Td>
      <Table.Td>{user.role}</Table.Td>
      <Table.Td data-plain>{user.disabled ? <span className="warn">disabled</span> : <span className="good">may log in</span>}</Table.Td>
      <Table.Td data-plain>
        <RelativeTime instant={user.createdAt} />
      </Table.Td>
      <Table.Td data-plain>{user.lastLoginAt === null ? <span className="faint">never</span> : <RelativeTime instant={user.lastLoginAt} />}</Table.Td>
      <Table.Td>
        <UserActions user={user} self={self} />
      </Table.Td>
    </Table.Tr>
  );
}
