import { lazyPage } from './lazy-page.js';

/** Every page behind the login, by its address. The code of each is a file of its own. */
export const PAGES = {
  '/live': lazyPage(() => import('../pages/live/LivePage.js').then((module) => module.LivePage)),
  '/contrast': lazyPage(() => import('../pages/contrast/ContrastPage.js').then((module) => module.ContrastPage)),
  '/log': lazyPage(() => import('../pages/log/LogPage.js').then((module) => module.LogPage)),
  '/groups': lazyPage(() => import('../pages/groups/GroupsPage.js').then((module) => module.GroupsPage)),
  '/losses': lazyPage(() => import('../pages/losses/LossesPage.js').then((module) => module.LossesPage)),
  '/exports': lazyPage(() => import('../pages/exports/ExportsPage.js').then((module) => module.ExportsPage)),
  '/flows/$id': lazyPage(() => import('../pages/flow/FlowPage.js').then((module) => module.FlowPage)),
  '/account': lazyPage(() => import('../pages/account/AccountPage.js').then((module) => module.AccountPage)),
  '/admin/users': lazyPage(() => import('../pages/admin/UsersPage.js').then((module) => module.UsersPage)),
  '/admin/keys': lazyPage(() => import('../pages/admin/KeysPage.js').then((module) => module.KeysPage)),
} as const;

export type PagePath = keyof typeof PAGES;
