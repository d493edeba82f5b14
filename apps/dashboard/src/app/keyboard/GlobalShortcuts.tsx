import type { Me } from '@contraflow/contract';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { toggleZone } from '../../ui/zone.js';
import { destinationsFor } from '../navigation.js';
import { spotlight } from '@mantine/spotlight';
import { useSchemeToggle } from '../SchemeToggle.js';
import { listenForShortcuts } from './dispatch.js';
import { helpShown } from './HelpDialog.js';
import { useShortcuts } from './shortcuts.js';

/** The shortcuts that work on every page. */
export function GlobalShortcuts({ me }: { me: Me }) {
  const navigate = useNavigate();
  const { toggle } = useSchemeToggle();
  useEffect(() => listenForShortcuts(window), []);
  useShortcuts('Everywhere', [
    { keys: 'mod+k', label: 'Find anything', keyOnly: true, run: spotlight.open },
    { keys: '?', label: 'This help', run: () => helpShown.set(true) },
    { keys: 't', label: 'Dark or light', run: toggle },
    { keys: 'z', label: 'UTC or local time', run: toggleZone },
  ]);
  useShortcuts(
    'Go to',
    destinationsFor(me.role).flatMap(({ to, label, key }) =>
      key === undefined ? [] : [{ keys: `g ${key}`, label, run: () => void navigate({ to, search: ({ filter, range }) => ({ filter, range }) }) }],
    ),
  );
  return null;
}
