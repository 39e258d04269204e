/** The proof of one entry, step by step, for who wants to see it and not only the verdict. */

import { digestOf, GENESIS, hashOf } from './checks.ts';
import type { Entry, Head, Journal } from './file.ts';
import { inclusionPath, isIncluded, leafHash } from './merkle.ts';
import { newest } from './seals.ts';

/** What of an entry was derived anew and is the same; undefined where the file does not hold enough. */
export interface EntryProof {
  digest: boolean | undefined;
  previous: boolean | undefined;
  hash: boolean;
  /** The head that covers it, the hashes that lead there, and whether they do. */
  head: Head | undefined;
  path: readonly string[];
  included: boolean;
}

export function proofOf(journal: Journal, entry: Entry): EntryProof {
  const body = journal.bodies.find((each) => each.kind === 'body' && each.number === entry.number);
  const before = entry.number === 1 ? GENESIS : journal.entries.find((each) => each.number === entry.number - 1)?.hash;
  const { head, path } = wayUp(journal, entry);
  return {
    digest: body?.kind === 'body' ? digestOf(body) === entry.digest : undefined,
    previous: before === undefined ? undefined : before === entry.previous,
    hash: hashOf(entry) === entry.hash,
    head,
    path,
    included: !!head && isIncluded(leafHash(entry.hash), entry.number - 1, head.size, path, head.root),
  };
}

function wayUp({ member, entries, heads, inclusions }: Journal, { number }: Entry): { head?: Head; path: readonly string[] } {
  const last = newest(heads);
  if (!last || last.size < number) return { path: [] };
  if (!member) return { head: last, path: inclusionPath(entries.slice(0, last.size).map((each) => each.hash), number - 1) };
  const proof = inclusions.find((each) => each.number === number);
  return { head: heads.find((each) => each.size === proof?.size), path: proof?.path ?? [] };
}
