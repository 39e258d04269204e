/** The checks of entries and bodies: hashes, numbers without gaps, digests. */

import { nameOf, type Body, type Entry, type Journal } from './file.ts';
import { finding, inOrder, nameOfEntry, nameOfTheirs, type Finding } from './said.ts';
import { bytesOf, fromHex, hashOfText, joined, sha256, toHex } from './sha256.ts';

/** What stands as the hash before the first entry. */
export const GENESIS = '0'.repeat(64);

export function hashOf(entry: Entry): string {
  return hashOfText(entry.sealed);
}

/** Return the SHA-256 of the salt's bytes and the body's canonical text, in hex. */
export function digestOf({ salt, body }: Body): string {
  return toHex(sha256(joined(fromHex(salt), bytesOf(body.text))));
}

/**
 * Yield every entry that is missing, was altered, or does not seal the one before it.
 *
 * An extract holds only one member's entries, so that numbers between them are no gaps.
 */
export function* chainHolds({ member, entries }: Journal): Generator<Finding> {
  let [number, last] = [0, GENESIS];
  for (const entry of entries) {
    const name = nameOfEntry(entry.number);
    if (entry.number > number + 1 && !member) yield gap(number + 1, entry.number - 1);
    if (hashOf(entry) !== entry.hash) yield finding(name, 'altered.entry');
    if (entry.number === number + 1 && entry.previous !== last) yield finding(name, 'unsealed');
    [number, last] = [entry.number, entry.hash];
  }
}

function gap(first: number, last: number): Finding {
  return first === last
    ? finding(nameOfEntry(first), 'missing')
    : finding(nameOfEntry(first), 'missing.upto', { last });
}

/** Yield every member's entry that is missing, by that member's own numbers. */
export function* sequencesHold({ member: only, entries }: Journal): Generator<Finding> {
  const reached = new Map<string, number>();
  for (const entry of entries) {
    if (only && !entry.sequences.has(only)) yield finding(nameOfEntry(entry.number), 'foreign', { member: only });
    for (const member of inOrder(entry.sequences.keys())) {
      if (only && member !== only) continue;
      const [found, expected] = [entry.sequences.get(member)!, (reached.get(member) ?? 0) + 1];
      const values = { member, number: entry.number, found, expected };
      if (found > expected) yield finding(nameOfTheirs(member, expected), 'missing.theirs', values);
      if (found < expected) yield finding(nameOfEntry(entry.number), 'outOfTurn', values);
      reached.set(member, found);
    }
  }
}

/** Yield every body, and every personal part, that is not the one its entry was made of. */
export function* bodiesHold({ entries, bodies }: Journal): Generator<Finding> {
  const digests = new Map(entries.map((entry) => [entry.number, entry.digest]));
  const whole = new Map(bodies.flatMap((each) => (each.kind === 'body' ? [[each.number, each] as const] : [])));
  for (const each of bodies) {
    if (!digests.has(each.number)) yield finding(nameOfEntry(each.number), 'missing.ofBody');
    else if (each.kind === 'body' && digestOf(each) !== digests.get(each.number)) yield finding(nameOf(each), 'altered.body');
    else if (each.kind === 'personal') yield* personalHolds(each, whole.get(each.number));
  }
}

function* personalHolds(each: Body, body: Body | undefined): Generator<Finding> {
  const named = body?.body.plain instanceof Map ? body.body.plain.get('personal')?.plain : undefined;
  if (!body) yield finding(nameOf(each), 'alone');
  else if (digestOf(each) !== named) yield finding(nameOf(each), 'altered.personal');
}
