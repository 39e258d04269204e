/** The pages of the console: a page is one row here. See console/README.md. */

import type { Component } from 'svelte';
import type { Word } from '../lib/words.svelte';

export interface Page {
  /** Its path; deeper paths under it are its own. */
  path: string;
  title: Word;
  /** Whose navigation has it; without roles everybody's. */
  roles?: readonly string[];
  /** Not in the navigation. */
  quiet?: boolean;
  /** Shown whoever asks, also without a session. */
  open?: boolean;
  load: () => Promise<{ default: Component }>;
}

export const PAGES: readonly Page[] = [
  { path: '/', title: 'page.today', load: () => import('./today/Today.svelte') },
  { path: '/orders', title: 'page.orders', load: () => import('./orders/Orders.svelte') },
  { path: '/plan', title: 'page.plan', roles: ['planner', 'finance', 'auditor', 'admin'], load: () => import('./plan/Plan.svelte') },
  { path: '/owner', title: 'page.owner', roles: ['owner'], load: () => import('./owner/Owner.svelte') },
  { path: '/journal', title: 'page.journal', roles: ['planner', 'finance', 'owner', 'auditor', 'admin'], load: () => import('./journal/Journal.svelte') },
  { path: '/accounts', title: 'page.accounts', roles: ['admin'], load: () => import('./accounts/Accounts.svelte') },
  { path: '/me', title: 'page.me', quiet: true, load: () => import('./accounts/Me.svelte') },
  { path: '/patterns', title: 'page.patterns', quiet: true, open: true, load: () => import('./Patterns.svelte') },
  { path: '/welcome', title: 'page.welcome', quiet: true, open: true, load: () => import('./Welcome.svelte') },
];

export function pageOf(path: string): Page | undefined {
  return PAGES.find((page) => path === page.path || (page.path !== '/' && path.startsWith(`${page.path}/`)));
}

/** The pages that somebody of this role finds in the navigation. */
export function pagesOf(role: string): Page[] {
  return PAGES.filter((page) => !page.quiet && (!page.roles || page.roles.includes(role)));
}
