import { Role, type UpdateUserRequest, type User } from '@contraflow/contract';
import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconCheck, IconDots, IconLock, IconUserShield } from '@tabler/icons-react';
import { useState } from 'react';
import { updateUser, usersQuery } from '../../api/auth.js';
import { NameToConfirm } from './NameToConfirm.js';
import { ResetPasswordDialog } from './ResetPasswordDialog.js';
import { useAdminChange } from './use-admin-change.js';

/** What an administrator may do with one user; not to oneself what would lock everybody out. */
export function UserActions({ user, self }: { user: User; self: boolean }) {
  const [asking, setAsking] = useState<'disable' | 'password' | null>(null);
  const change = useAdminChange((body: UpdateUserRequest) => updateUser(user.id, body), usersQuery.queryKey, (body) => doneText(user.username, body));
  const close = () => setAsking(null);
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={24} aria-label={`Change ${user.username}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {Role.options
            .filter((role) => role !== user.role)
            .map((role) => (
              <Menu.Item key={role} leftSection={<IconUserShield size={15} />} disabled={self} onClick={() => change.mutate({ role })}>
                Make {role}
              </Menu.Item>
            ))}
          <Menu.Item leftSection={<IconLock size={15} />} onClick={() => setAsking('password')}>
            Set a new password…
          </Menu.Item>
          <Menu.Divider />
          {user.disabled ? (
            <Menu.Item leftSection={<IconCheck size={15} />} onClick={() => change.mutate({ disabled: false })}>
              Enable
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconBan size={15} />} color="var(--bad)" disabled={self} onClick={() => setAsking('disable')}>
              Disable…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <NameToConfirm
        opened={asking === 'disable'}
        onClose={close}
        title={`Disable ${user.username}`}
        name={user.username}
        consequence="Every session of this user ends now, and no new one begins until you enable the user again."
        action="Disable the user"
        onConfirm={() => {
          change.mutate({ disabled: true });
          close();
        }}
      />
      <ResetPasswordDialog
        opened={asking === 'password'}
        onClose={close}
        username={user.username}
        onSet={(password) => {
          change.mutate({ password });
          close();
        }}
      />
    </>
  );
}

function doneText(username: string, body: UpdateUserRequest): string {
  if (body.role !== undefined) return `${username} is ${body.role} now.`;
  if (body.password !== undefined) return `${username} has a new password and has to change it at the next login.`;
  return `${username} is ${body.disabled ? 'disabled' : 'enabled'}.`;
}
