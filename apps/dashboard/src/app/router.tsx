import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { meQuery } from '../api/auth.js';
import { ApiError } from '../api/request.js';
import { AppLayout } from './layout/AppLayout.js';
import { lazyPage } from './lazy-page.js';
import { LossesSearch } from './losses-search.js';
import { PAGES, type PagePath } from './pages.js';
import { FrameError, NotFound, PageError, RoutePending } from './route-states.js';
import { readSearch, writeSearch } from './search-words.js';
import { sessionEnded, sessionSeen } from './session-end.js';
import { ViewSearch } from './view-search.js';

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, errorComponent: FrameError });

const LoginSearch = z.object({ next: z.string().max(4_000).optional().catch(undefined) });
const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: LoginSearch,
  component: lazyPage(() => import('../pages/login/LoginPage.js').then((module) => module.LoginPage)),
});

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyPage(() => import('../pages/login/PasswordPage.js').then((module) => module.PasswordPage)),
});

/** Everything behind the login. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  validateSearch: ViewSearch,
  component: AppLayout,
  errorComponent: FrameError,
  pendingComponent: RoutePending,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData({ ...meQuery, revalidateIfStale: true }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) sessionEnded(null);
      if (error instanceof ApiError && error.status === 401) throw redirect({ to: '/login', search: { next: location.href } });
      throw error;
    });
    sessionSeen();
    if (me.mustChangePassword) throw redirect({ to: '/password' });
  },
});

const page = <Path extends PagePath>(path: Path) => createRoute({ getParentRoute: () => app, path, component: PAGES[path], errorComponent: PageError });

const pages = [
  createRoute({ getParentRoute: () => app, path: '/', beforeLoad: ({ search }) => { throw redirect({ to: '/live', search }); } }),
  page('/live'),
  page('/contrast'),
  page('/log'),
  page('/groups'),
  createRoute({ getParentRoute: () => app, path: '/losses', component: PAGES['/losses'], errorComponent: PageError, validateSearch: LossesSearch }),
  page('/exports'),
  page('/flows/$id'),
  page('/account'),
  page('/admin/users'),
  page('/admin/keys'),
  // Whatever else is asked for: within the frame, so that one is not lost.
  createRoute({ getParentRoute: () => app, path: '$', component: NotFound }),
] as const;

/** The dashboard's addresses. */
export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: root.addChildren([login, password, app.addChildren(pages)]),
    context: { queries },
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
