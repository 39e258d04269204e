/** What the orders' pages share: how states, kinds and classes are called and marked. */

import { session } from '../../lib/session.svelte';
import { known } from '../../lib/words.svelte';

export const STATES = [
  'received', 'accepted', 'held', 'scheduled', 'tasked', 'acquired', 'downlinked', 'delivered', 'completed',
  'rejected', 'cancelled', 'failed', 'expired',
] as const;
export type Known = (typeof STATES)[number];

/** What a life goes through when nothing stands in its way. */
export const WAY = STATES.slice(0, 9);

const BAD = ['rejected', 'failed', 'expired'];
const GOOD = ['delivered', 'completed', 'scheduled', 'tasked', 'acquired', 'downlinked'];

export function tone(state: string): string {
  return BAD.includes(state) ? 'bad' : GOOD.includes(state) ? 'good' : state === 'held' ? 'warn' : '';
}

export const stateWord = (state: string) => known(`order.state.${state}`, state);
export const kindWord = (kind: string) => known(`order.kind.${kind}`, kind);
export const classWord = (name: string) => known(`order.class.${name}`, name);

const ORDERING = ['customer', 'owner', 'partner', 'observer', 'terminal-owner', 'planner'];

/** Whether the person may order, amend, hold and cancel. */
export function orders(): boolean {
  return ORDERING.includes(session.me?.role ?? '');
}
export const planner = () => session.me?.role === 'planner';

/** An instant as a field of UTC has it, and back. */
export const fieldOf = (at: Date | string) => new Date(at).toISOString().slice(0, 16);
export const instantOf = (field: string) => (field ? `${field.slice(0, 16)}:00Z` : undefined);
