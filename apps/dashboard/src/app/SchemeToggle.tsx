import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';

/** Dark or light, whichever it is not. */
export function useSchemeToggle(): { next: 'dark' | 'light'; toggle: () => void } {
  const { setColorScheme } = useMantineColorScheme();
  const next = useComputedColorScheme('dark', { getInitialValueInEffect: false }) === 'dark' ? 'light' : 'dark';
  return { next, toggle: () => setColorScheme(next) };
}

export function SchemeToggle() {
  const { next, toggle } = useSchemeToggle();
  return (
    <Tooltip label={`Show it ${next}`}>
      <ActionIcon onClick={toggle} aria-label={`Show it ${next}`}>
        {next === 'light' ? <IconSun size={16} /> : <IconMoon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
