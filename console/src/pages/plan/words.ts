/** What the plan's pages share: how states are called and marked, and how near the bound a value is. */

import { session } from '../../lib/session.svelte';
import { known, percent } from '../../lib/words.svelte';

const TONES: Record<string, string> = {
  published: 'good', done: 'good', draft: 'warn', running: 'warn', queued: 'warn', refused: 'bad', failed: 'bad',
};

export const tone = (state: string) => TONES[state] ?? '';
export const stateWord = (state: string) => known(`plan.state.${state}`, state);
export const planner = () => session.me?.role === 'planner';

const MOVABLE = ['SLEW', 'DUTY', 'MIX', 'ANTENNA', 'RECORDER', 'BATTERY'];
/** Whether a look can be chosen: what stands in its way may have to make room. */
export const possible = (look: { free: boolean; code: string | null }) => look.free || MOVABLE.includes(look.code ?? '');
export const open = (state: string) => state === 'queued' || state === 'running';

/** How far a value is below the bound, as a share of the bound. */
export const gap = (value: number, bound: number) => percent(bound > 0 ? Math.max(0, bound - value) / bound : 0, 1);
