import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { meQuery } from '../api/auth.js';
import { ApiError } from '../api/request.js';
import { AppLayout } from './layout/AppLayout.js';
import { NotFound, RouteError, RoutePending } from './route-states.js';
import { ViewSearch } from './view-search.js';

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound, errorComponent: RouteError });

const LoginSearch = z.object({ next: z.string().max(4_000).optional().catch(undefined), reason: z.string().max(300).optional().catch(undefined) });
const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: LoginSearch,
  component: lazyRouteComponent(() => import('../pages/login/LoginPage.js'), 'LoginPage'),
});

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('../pages/login/PasswordPage.js'), 'PasswordPage'),
});

/** Everything behind the login. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  validateSearch: ViewSearch,
  component: AppLayout,
  pendingComponent: RoutePending,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData({ ...meQuery, revalidateIfStale: true }).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) throw redirect({ to: '/login', search: { next: location.href } });
      throw error;
    });
    if (me.mustChangePassword) throw redirect({ to: '/password' });
  },
});

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => app, path, component });

const pages = [
  createRoute({ getParentRoute: () => app, path: '/', beforeLoad: ({ search }) => { throw redirect({ to: '/live', search }); } }),
  page('/live', lazyRouteComponent(() => import('../pages/live/LivePage.js'), 'LivePage')),
  page('/contrast', lazyRouteComponent(() => import('../pages/contrast/ContrastPage.js'), 'ContrastPage')),
  page('/log', lazyRouteComponent(() => import('../pages/log/LogPage.js'), 'LogPage')),
  page('/exports', lazyRouteComponent(() => import('../pages/exports/ExportsPage.js'), 'ExportsPage')),
  page('/flows/$id', lazyRouteComponent(() => import('../pages/flow/FlowPage.js'), 'FlowPage')),
  page('/account', lazyRouteComponent(() => import('../pages/account/AccountPage.js'), 'AccountPage')),
  page('/admin/users', lazyRouteComponent(() => import('../pages/admin/UsersPage.js'), 'UsersPage')),
  page('/admin/keys', lazyRouteComponent(() => import('../pages/admin/KeysPage.js'), 'KeysPage')),
] as const;

/** The dashboard's addresses. */
export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: root.addChildren([login, password, app.addChildren(pages)]),
    context: { queries },
    defaultPreload: 'intent',
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
