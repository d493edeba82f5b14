import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { meQuery } from '../../api/auth.js';
import { ExportDialog } from '../export/ExportDialog.js';
import { FlowDrawer } from '../flow/FlowDrawer.js';
import { HelpDialog } from '../keyboard/HelpDialog.js';
import { GlobalShortcuts } from '../keyboard/GlobalShortcuts.js';
import { Palette } from '../palette/Palette.js';
import { FLOATING_ID } from '../theme.js';
import { useLiveConnection } from '../live-connection.js';
import { usePinnedAddress } from '../use-pinned-address.js';
import { usePreloadedPages } from '../use-preloaded-pages.js';
import classes from './AppLayout.module.css';
import { pageTitle } from './page-title.js';
import { BrandSign } from './Brand.js';
import { useValue } from '../../ui/value-store.js';
import { Navigation } from './Navigation.js';

/** What surrounds every page once somebody is logged in. */
export function AppLayout() {
  const { data: me } = useQuery(meQuery);
  const title = useValue(pageTitle);
  const [opened, { toggle, close }] = useDisclosure();
  useLiveConnection();
  usePreloadedPages();
  usePinnedAddress();
  if (!me) return null;
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 156, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      classNames={{ navbar: classes.navbar ?? '', header: classes.header ?? '', main: classes.main ?? '' }}
      transitionDuration={150}
    >
      <a href="#content" className={classes.skip}>
        Skip to the page
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Burger opened={opened} onClick={toggle} size="sm" aria-label={opened ? 'Close the navigation' : 'Open the navigation'} />
        <BrandSign />
        <b className={classes.title}>{title}</b>
      </AppShell.Header>
      <AppShell.Navbar>
        <Navigation me={me} onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main>
        <Outlet />
        <div id={FLOATING_ID} />
      </AppShell.Main>
      <GlobalShortcuts me={me} />
      <FlowDrawer />
      <ExportDialog />
      <Palette me={me} />
      <HelpDialog />
    </AppShell>
  );
}
