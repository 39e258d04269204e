/** What a planner wants changed of a version by hand: kept in this tab until it is asked for, undone step by step. */

import type { PossibleLook, ToChange } from '../../lib/schema';

export type Take = NonNullable<ToChange['takes']>[number];
export interface Wish {
  takes: Take[];
  locks: string[];
  leaves: string[];
}

export class Hand {
  wish = $state.raw<Wish>({ takes: [], locks: [], leaves: [] });
  private past = $state.raw<Wish[]>([]);
  private readonly key: string;

  constructor(
    version: number,
    readonly first: Wish,
  ) {
    this.key = `artel.hand.${version}`;
    const kept = sessionStorage.getItem(this.key);
    this.wish = kept ? (JSON.parse(kept) as Wish) : first;
    if (kept) this.past = [first];
  }

  /** Whether this very look at an order is to be taken. */
  takes(order: string, look: PossibleLook): boolean {
    return this.wish.takes.some(
      (each) => each.order === order && each.start === look.start && each.satellite === look.satellite && each.sensor === look.sensor,
    );
  }

  get changed(): boolean {
    return this.past.length > 0;
  }

  take(order: string, look: PossibleLook): void {
    const { piece, satellite, sensor, start } = look;
    const takes = this.wish.takes.filter((each) => each.order !== order || each.piece !== piece);
    if (!look.taken) takes.push({ order, piece, satellite, sensor, start });
    this.put({ ...this.wish, takes, leaves: without(this.wish.leaves, order) });
  }

  /** Lock an order, or let it go again. */
  lock(order: string): void {
    const { locks, leaves } = this.wish;
    this.put({ ...this.wish, locks: turned(locks, order), leaves: without(leaves, order) });
  }

  /** Leave an order out, or let it in again. */
  leave(order: string): void {
    const { takes, locks, leaves } = this.wish;
    this.put({ takes: takes.filter((each) => each.order !== order), locks: without(locks, order), leaves: turned(leaves, order) });
  }

  undo(): void {
    const [last, ...before] = this.past;
    if (!last) return;
    this.past = before;
    this.wish = last;
    this.keep();
  }

  /** It was asked for: nothing is wanted any more. */
  done(): void {
    [this.wish, this.past] = [this.first, []];
    this.keep();
  }

  private put(wish: Wish): void {
    this.past = [this.wish, ...this.past];
    this.wish = wish;
    this.keep();
  }

  private keep(): void {
    if (this.changed) sessionStorage.setItem(this.key, JSON.stringify(this.wish));
    else sessionStorage.removeItem(this.key);
  }
}

const without = (names: string[], name: string) => names.filter((each) => each !== name);
const turned = (names: string[], name: string) => (names.includes(name) ? without(names, name) : [...names, name]);
