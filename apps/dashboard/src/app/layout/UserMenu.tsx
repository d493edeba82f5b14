import type { Me } from '@contraflow/contract';
import { Menu, UnstyledButton } from '@mantine/core';
import { IconClock, IconKeyboard, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { toggleZone, useZone } from '../../ui/zone.js';
import { helpShown } from '../keyboard/HelpDialog.js';
import { useLogout } from '../logout.js';
import { useSchemeToggle } from '../SchemeToggle.js';
import classes from './UserMenu.module.css';

/** Who is logged in, and what concerns this person alone. */
export function UserMenu({ me, onGo }: { me: Me; onGo: () => void }) {
  const zone = useZone();
  const scheme = useSchemeToggle();
  const logout = useLogout();
  return (
    <Menu position="right-end" width={210} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <span className={classes.name}>{me.username}</span>
          <span className="faint">
            {me.role}
            <span className="visually-hidden">: account and settings</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUser size={15} />} component={Link} to="/account" onClick={onGo}>
          Account
        </Menu.Item>
        <Menu.Item leftSection={<IconClock size={15} />} onClick={toggleZone}>
          Times in {zone === 'UTC' ? 'local time' : 'UTC'}
        </Menu.Item>
        <Menu.Item leftSection={scheme.next === 'light' ? <IconSun size={15} /> : <IconMoon size={15} />} onClick={scheme.toggle}>
          {scheme.next === 'light' ? 'Light' : 'Dark'} colours
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={() => helpShown.set(true)}>
          Keyboard
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void logout()}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
