import type { Role } from '@contraflow/contract';
import { IconAddressBook, IconArrowsExchange, IconDownload, IconFileAlert, IconKey, IconListSearch, IconScale, IconUsersGroup, type Icon } from '@tabler/icons-react';

export interface Destination {
  to: '/live' | '/contrast' | '/log' | '/groups' | '/losses' | '/exports' | '/admin/users' | '/admin/keys';
  label: string;
  icon: Icon;
  /** After `g`. */
  key?: string;
  group: 'Watch' | 'Admin';
  /** Shown to this role and those above it. */
  role: Role;
}

/** The pages that stand in the navigation, in its order. */
export const DESTINATIONS: readonly Destination[] = [
  { to: '/live', label: 'Live', icon: IconArrowsExchange, key: 'l', group: 'Watch', role: 'viewer' },
  { to: '/contrast', label: 'Contrast', icon: IconScale, key: 'c', group: 'Watch', role: 'viewer' },
  { to: '/log', label: 'Log', icon: IconListSearch, key: 'o', group: 'Watch', role: 'viewer' },
  { to: '/groups', label: 'Groups', icon: IconUsersGroup, key: 'g', group: 'Watch', role: 'viewer' },
  { to: '/losses', label: 'Losses', icon: IconFileAlert, key: 's', group: 'Watch', role: 'viewer' },
  { to: '/exports', label: 'Exports', icon: IconDownload, key: 'x', group: 'Watch', role: 'viewer' },
  { to: '/admin/users', label: 'Users', icon: IconAddressBook, group: 'Admin', role: 'admin' },
  { to: '/admin/keys', label: 'API keys', icon: IconKey, group: 'Admin', role: 'admin' },
];

const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** What somebody of this role finds in the navigation. */
export function destinationsFor(role: Role): readonly Destination[] {
  return DESTINATIONS.filter((destination) => RANK[role] >= RANK[destination.role]);
}
