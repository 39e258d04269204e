/** What the accounts' pages share: an account, and what roles are called. */

import type { Answer } from '../../lib/api';
import { known } from '../../lib/words.svelte';

export type Account = Answer<'GET /accounts'>['accounts'][number];

/** Roles of the operator speak for no party; all others for one. */
export const OPERATORS = ['planner', 'finance', 'auditor', 'admin'] as const;
export const ROLES = [...OPERATORS, 'owner', 'customer', 'terminal_owner', 'partner', 'observer'] as const;
export type Role = (typeof ROLES)[number];

export const roleWord = (role: string) => known(`role.${role.replace('-', '_')}`, role);
