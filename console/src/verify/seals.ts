/** The checks of heads, of what members put under them, and of proofs that lead to them. */

import { nameOf, OPERATOR, sealedPart, type Head, type Journal } from './file.ts';
import { signedBy } from './keys.ts';
import { isConsistent, isIncluded, leafHash, Roots } from './merkle.ts';
import { finding, inOrder, nameOfEntry, nameOfGrowth, nameOfHead, nameOfTheirs, said, type Finding } from './said.ts';

/** Public keys in hex that came by another way than the file, by who holds them. */
export type Trusted = ReadonlyMap<string, readonly string[]>;

/** Return the head that covers most, the first of these; nothing where no day has ended yet. */
export function newest(heads: readonly Head[]): Head | undefined {
  return heads.reduce<Head | undefined>((best, head) => (best && best.size >= head.size ? best : head), undefined);
}

/** Return what the operator signs of a head, with the pool's name as the header has it. */
export function signedText(head: Head, pool: string): string {
  // The format keeps a signature of one kind from being shown as one of another.
  return sealedPart(head.fields, ['record', 'signature'], { format: '"artel-head/1"', pool: JSON.stringify(pool) });
}

/** Return what a member signs of a head. */
export function countersignedText(head: Head, member: string): string {
  const whole = sealedPart(head.fields, ['record']);
  return `{"format":"artel-countersignature/1","head":${whole},"member":${JSON.stringify(member)}}`;
}

/** Return the keys that count as a party's: of those in the file the trusted ones, if any is. */
function keysOf(journal: Journal, party: string, trusted: Trusted): readonly string[] {
  const named = journal.keys.get(party) ?? [];
  const known = named.filter((key) => trusted.get(party)?.includes(key));
  return known.length ? known : named;
}

/** Return every head that the operator did not sign, or that tells of other entries. */
export async function headsHold(journal: Journal, trusted: Trusted): Promise<Finding[]> {
  const { pool, member, entries, heads } = journal;
  const [keys, wanted] = [keysOf(journal, OPERATOR, trusted), trusted.get(OPERATOR) ?? []];
  const found: Finding[] = [];
  if (wanted.length && !keys.some((key) => wanted.includes(key))) found.push(finding(said('name.header'), 'untrusted'));
  if (entries.length && !heads.length) found.push(finding(said('name.anyHead'), 'missing.head'));
  for (const head of heads) {
    if (!(await signedBy(keys, head.signature, signedText(head, pool)))) {
      found.push(finding(nameOfHead(head), 'unsigned', { pool }));
    }
  }
  return [...found, ...inTime(heads), ...(member ? [] : rootsHold(journal)), ...countsHold(journal)];
}

function* inTime(heads: readonly Head[]): Generator<Finding> {
  for (const [index, head] of heads.entries()) {
    const before = heads[index - 1];
    if (!before) continue;
    if (head.at < before.at || head.day < before.day) yield finding(nameOfHead(head), 'early');
    if (head.size === before.size && head.root !== before.root) yield finding(nameOfHead(head), 'otherRoot');
  }
}

/** Yield every head of a whole journal whose root is not that of the entries. */
function* rootsHold({ entries, heads }: Journal): Generator<Finding> {
  const roots = new Roots();
  for (const head of heads) {
    while (roots.size < head.size && roots.size < entries.length) roots.add(entries[roots.size]!.hash);
    if (roots.size < head.size) {
      yield finding(nameOfEntry(roots.size + 1), 'missing.covered', { head: nameOfHead(head) });
      return;
    }
    if (roots.root() !== head.root) yield finding(nameOfHead(head), 'otherEntries');
  }
}

/** Yield every head that counts other entries of a member than are here. */
function* countsHold({ member: only, entries, heads }: Journal): Generator<Finding> {
  const reached = new Map<string, number>();
  let at = 0;
  for (const head of heads) {
    for (; at < entries.length && entries[at]!.number <= head.size; at++) {
      for (const [member, count] of entries[at]!.sequences) reached.set(member, count);
    }
    for (const member of only ? [only] : inOrder([...head.sequences.keys(), ...reached.keys()])) {
      const [told, here] = [head.sequences.get(member) ?? 0, reached.get(member) ?? 0];
      const values = { head: nameOfHead(head), member, told, here };
      if (told > here) yield finding(nameOfTheirs(member, here + 1), 'missing.counted', values);
      if (told < here) yield finding(nameOfHead(head), 'uncounted', values);
    }
  }
}

/** Return every countersignature that its member did not make under a head that is here. */
export async function countersignaturesHold(journal: Journal, trusted: Trusted): Promise<Finding[]> {
  const heads = new Map(journal.heads.map((head) => [`${head.day} ${head.size}`, head]));
  const found: Finding[] = [];
  for (const each of journal.countersignatures) {
    const head = heads.get(`${each.day} ${each.size}`);
    const keys = keysOf(journal, each.member, trusted);
    if (!head) found.push(finding(nameOf(each), 'headless'));
    else if (!keys.length || each.member === OPERATOR) found.push(finding(nameOf(each), 'keyless'));
    else if (!(await signedBy(keys, each.signature, countersignedText(head, each.member)))) {
      found.push(finding(nameOf(each), 'notTheirs'));
    }
  }
  return found;
}

/** Yield every proof that fails, and every one that an extract should have and does not. */
export function* proofsHold(journal: Journal): Generator<Finding> {
  yield* inclusionsHold(journal);
  yield* consistenciesHold(journal);
}

function* inclusionsHold({ member, entries, heads, inclusions }: Journal): Generator<Finding> {
  const roots = new Map(heads.map((head) => [head.size, head.root]));
  const hashes = new Map(entries.map((entry) => [entry.number, entry.hash]));
  const proven = new Set<number>();
  for (const proof of inclusions) {
    const [data, root] = [hashes.get(proof.number), roots.get(proof.size)];
    proven.add(proof.number);
    if (data === undefined || root === undefined) yield finding(nameOf(proof), 'ofNothing');
    else if (!isIncluded(leafHash(data), proof.number - 1, proof.size, proof.path, root)) {
      yield finding(nameOfEntry(proof.number), 'notAmong', { size: proof.size });
    }
  }
  const last = member ? [...roots.keys()].reduce((most, size) => Math.max(most, size), 0) : 0;
  for (const number of hashes.keys()) {
    if (number <= last && !proven.has(number)) yield finding(said('name.inclusion', { number }), 'missing');
  }
}

function* consistenciesHold({ member, heads, consistencies }: Journal): Generator<Finding> {
  const roots = new Map(heads.map((head) => [head.size, head]));
  const proven = new Set<string>();
  for (const proof of consistencies) {
    const [old, young] = [roots.get(proof.old), roots.get(proof.new)];
    proven.add(`${proof.old} ${proof.new}`);
    if (!old || !young) yield finding(nameOf(proof), 'ofNoHead');
    else if (!isConsistent(old, young, proof.path)) {
      yield finding(nameOfHead(young), 'notContinued', { head: nameOfHead(old) });
    }
  }
  const sizes = member ? [...roots.keys()].sort((one, other) => one - other) : [];
  for (const [index, size] of sizes.entries()) {
    const next = sizes[index + 1];
    if (next !== undefined && !proven.has(`${size} ${next}`)) yield finding(nameOfGrowth(size, next), 'missing');
  }
}
