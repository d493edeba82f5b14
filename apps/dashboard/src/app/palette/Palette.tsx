import type { Me } from '@contraflow/contract';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconLogout, IconRoute, IconSearch, IconUser } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Keys } from '../../ui/Keys.js';
import { useValue } from '../../ui/value-store.js';
import { shortcutGroups } from '../keyboard/shortcuts.js';
import { useLogout } from '../logout.js';
import { destinationsFor } from '../navigation.js';
import { useView } from '../view-search.js';
import { recognise } from './recognise.js';

/** Everything that can be done here, by name: pages, what has a shortcut, and filtering by what was typed. */
export function Palette({ me }: { me: Me }) {
  const [query, setQuery] = useState('');
  const groups = useValue(shortcutGroups);
  const navigate = useNavigate();
  const logout = useLogout();
  const { setFilter } = useView();
  const pages: SpotlightActionData[] = [
    ...destinationsFor(me.role).map(({ to, label, icon: Icon }) => ({
      id: to,
      label,
      leftSection: <Icon size={16} stroke={1.6} />,
      onClick: () => void navigate({ to, search: (before) => ({ filter: before.filter, range: before.range }) }),
    })),
    { id: 'account', label: 'Account and password', leftSection: <IconUser size={16} stroke={1.6} />, onClick: () => void navigate({ to: '/account' }) },
    { id: 'logout', label: 'Log out', leftSection: <IconLogout size={16} stroke={1.6} />, onClick: () => void logout() },
  ];
  const actions: SpotlightActionGroupData[] = [
    { group: 'Pages', actions: pages },
    ...groups
      .filter(({ name }) => name !== 'Go to')
      .map(({ name, shortcuts }) => ({
        group: name,
        actions: shortcuts
          .filter(({ unlisted, keyOnly }) => unlisted !== true && keyOnly !== true)
          .map(({ keys, label, run }) => ({ id: `${name} ${keys}`, label, rightSection: <Keys keys={keys} />, onClick: run })),
      })),
  ];
  const typed = query.trim();
  const recognised = recognise(typed);
  const opening: SpotlightActionData[] =
    recognised === null
      ? []
      : [
          {
            id: 'recognised',
            label: recognised.kind === 'flow' ? `Open the flow ${recognised.id}` : `Show the trace ${recognised.id}`,
            leftSection: <IconRoute size={16} stroke={1.6} />,
            onClick: () =>
              void (recognised.kind === 'flow'
                ? navigate({ to: '/flows/$id', params: { id: recognised.id } })
                : navigate({ to: '/log', search: { filter: `trace:${recognised.id}`, range: '30d' } })),
          },
        ];
  const filtering: SpotlightActionData = { id: 'filter', label: `Show only ${typed}`, leftSection: <IconSearch size={16} />, onClick: () => setFilter(typed) };
  return (
    <Spotlight
      actions={actions}
      filter={(wanted, all) => [...(opening.length > 0 ? [{ group: 'Id', actions: opening }] : []), ...matching(wanted, all as SpotlightActionGroupData[]), ...(wanted.trim() === '' ? [] : [{ group: 'Filter', actions: [filtering] }])]}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      attributes={{ content: { 'aria-label': 'Find anything' } }}
      transitionProps={{ transition: 'fade', duration: 100, exitDuration: 0 }}
      scrollable
      maxHeight={420}
      centered={false}
      yOffset={96}
      overlayProps={{ backgroundOpacity: 0.5, blur: 0 }}
      searchProps={{ placeholder: 'A page, an action, or a filter…', leftSection: <IconSearch size={16} />, 'aria-label': 'Find anything' }}
      nothingFound="Nothing of that name"
    />
  );
}

function matching(query: string, groups: SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const wanted = query.trim().toLowerCase();
  return groups
    .map(({ group, actions }) => ({ group, actions: actions.filter(({ label }) => label?.toLowerCase().includes(wanted)) }))
    .filter(({ actions }) => actions.length > 0);
}
