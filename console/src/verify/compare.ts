/**
 * Do two journals, as two members hold them, tell one history.
 *
 * An operator who shows two members different histories must sign two roots for one size, or leave
 * out of one file what the other has. Both are named here.
 */

import type { Journal } from './file.ts';
import { Roots } from './merkle.ts';
import { finding, nameOfEntry, nameOfHead, Refusal, said, type Finding, type Said } from './said.ts';

/** Yield where two files tell different histories, or do not prove that they tell one. */
export function compare(one: Journal, other: Journal): Finding[] {
  if (one.pool !== other.pool) {
    throw new Refusal(other.name, 1, said('line.pools', { one: one.pool, other: other.pool }));
  }
  return [
    ...entriesApart(one, other),
    ...leftOut(one, other),
    ...leftOut(other, one),
    ...headsApart(one, other),
    ...unshared(one, other),
    ...unshared(other, one),
  ];
}

const split = (name: Said, one: Journal, other: Journal): Finding =>
  finding(name, 'split', { one: one.name, other: other.name });

const lastOf = ({ heads }: Journal): number => heads.reduce((most, head) => Math.max(most, head.size), 0);

function* entriesApart(one: Journal, other: Journal): Generator<Finding> {
  const hashes = new Map(other.entries.map((entry) => [entry.number, entry.hash]));
  for (const { number, hash } of one.entries) {
    if ((hashes.get(number) ?? hash) !== hash) yield split(nameOfEntry(number), one, other);
  }
}

/** Yield each entry of one file that the other should have, and does not. */
function* leftOut(one: Journal, other: Journal): Generator<Finding> {
  const [held, last] = [new Set(other.entries.map((entry) => entry.number)), lastOf(other)];
  for (const { number, sequences } of one.entries) {
    const concerned = !other.member || sequences.has(other.member);
    if (concerned && number <= last && !held.has(number)) {
      yield finding(nameOfEntry(number), 'leftOut', { one: one.name, other: other.name });
    }
  }
}

function* headsApart(one: Journal, other: Journal): Generator<Finding> {
  const found = new Map(other.heads.map((head) => [head.size, head]));
  for (const head of one.heads) {
    const twin = found.get(head.size);
    if (!twin) continue;
    if (twin.root !== head.root) yield split(nameOfHead(head), one, other);
    else if (head.fields.get('sequences')!.text !== twin.fields.get('sequences')!.text) {
      yield finding(nameOfHead(head), 'twoCounts', { one: one.name, other: other.name });
    }
  }
}

/** Yield each head of one file that the other covers, and neither has nor can derive. */
function* unshared(one: Journal, other: Journal): Generator<Finding> {
  const sizes = new Set(other.heads.map((head) => head.size));
  const entries = other.member ? [] : other.entries;
  for (const head of one.heads) {
    if (sizes.has(head.size) || head.size > Math.max(lastOf(other), entries.length)) continue;
    if (entries.length < head.size) yield finding(nameOfHead(head), 'unproven', { one: one.name, other: other.name });
    else if (rootOver(other, head.size) !== head.root) yield split(nameOfHead(head), one, other);
  }
}

function rootOver({ entries }: Journal, size: number): string {
  const roots = new Roots();
  for (const entry of entries.slice(0, size)) roots.add(entry.hash);
  return roots.root();
}
