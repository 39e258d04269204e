/**
 * Is a journal's file right, and which record is the first that is not.
 *
 * This folder is the whole of what the page knows about that. It reads a text and answers; it asks
 * nothing of the desk, of the network or of the page, and every hash, digest, sequence, root,
 * signature and proof is derived anew. It finds what `artel journal verify` finds, in that order:
 *
 * - `text`    the bytes of a file as text, unpacked
 * - `json`    canonical JSON: the one text that a value has
 * - `shapes`  which fields a line has
 * - `file`    the lines of a file, and whether they stand where they should
 * - `sha256`  the hash
 * - `checks`  entries and bodies
 * - `merkle`  one root for many entries, and short proofs about it
 * - `keys`    Ed25519
 * - `seals`   heads, countersignatures and proofs
 * - `proof`   the way of one entry up to the signed root, to be shown
 * - `compare` do two files tell one history
 * - `said`    what is found, as codes; the words are in src/words
 */

import { bodiesHold, chainHolds, sequencesHold } from './checks.ts';
import { compare } from './compare.ts';
import { OPERATOR, type Head, type Journal } from './file.ts';
import { mustCheckSignatures, readPrivate } from './keys.ts';
import { sealed } from './json.ts';
import { countersignaturesHold, countersignedText, headsHold, newest, proofsHold, type Trusted } from './seals.ts';
import { inOrder, nameOfHead, said, type Finding, type Said } from './said.ts';

export { readJournal, type Entry, type Journal } from './file.ts';
export { NoKey, NoSignatures, readPublic, readTrusted } from './keys.ts';
export { proofOf } from './proof.ts';
export { Refusal, type Finding, type Said } from './said.ts';
export type { Value } from './json.ts';
export type { Trusted } from './seals.ts';
export { textOf } from './text.ts';

export interface Report {
  journal: Journal;
  /** In the order of the file: the first is the first record that is wrong or missing. */
  findings: readonly Finding[];
  /** What a reader should know though nothing is wrong with it. */
  notes: readonly Said[];
  checked: Readonly<Record<'entries' | 'bodies' | 'heads' | 'countersignatures' | 'proofs', number>>;
}

/** Two files judged, each by itself and against the other. */
export interface Judged {
  report: Report;
  other?: Report;
  findings: readonly { file: string; finding: Finding }[];
}

/** Return what is wrong with a journal. Throws NoSignatures where signatures cannot be checked. */
export async function verify(journal: Journal, trusted: Trusted = new Map()): Promise<Report> {
  await mustCheckSignatures();
  const findings = [
    ...journal.disorder,
    ...chainHolds(journal),
    ...sequencesHold(journal),
    ...bodiesHold(journal),
    ...(await headsHold(journal, trusted)),
    ...(await countersignaturesHold(journal, trusted)),
    ...proofsHold(journal),
  ];
  return { journal, findings, notes: notesOf(journal, trusted), checked: checkedOf(journal) };
}

/** Return what is wrong with a journal, and with another that should tell the same history. */
export async function judge(journal: Journal, trusted: Trusted = new Map(), other?: Journal): Promise<Judged> {
  const split = other ? compare(journal, other) : [];
  const report = await verify(journal, trusted);
  const second = other && (await verify(other, trusted));
  const of = (file: string, found: readonly Finding[]) => found.map((finding) => ({ file, finding }));
  const findings = [
    ...of(journal.name, report.findings),
    ...(second ? of(second.journal.name, second.findings) : []),
    ...of('', split),
  ];
  return { report, other: second, findings };
}

function notesOf(journal: Journal, trusted: Trusted): Said[] {
  const signers = inOrder(journal.countersignatures.map((each) => each.member));
  const unknown = [OPERATOR, ...signers].filter((party) => !trusted.get(party)?.length);
  const gone = journal.bodies.filter((each) => each.kind === 'deleted').map((each) => each.number);
  const last = newest(journal.heads);
  const open = last ? journal.entries.filter((entry) => entry.number > last.size).length : 0;
  const named = gone.slice(0, 10).join(', ') + (gone.length > 10 ? ', ...' : '');
  return [
    ...(unknown.length ? [said('note.keys', { parties: unknown.join(', ') })] : []),
    ...(gone.length ? [said('note.deleted', { count: gone.length, entries: named })] : []),
    ...(last && open ? [said('note.open', { head: nameOfHead(last), count: open })] : []),
  ];
}

function checkedOf(journal: Journal): Report['checked'] {
  return {
    entries: journal.entries.length,
    bodies: journal.bodies.filter((each) => each.kind !== 'deleted').length,
    heads: journal.heads.length,
    countersignatures: journal.countersignatures.length,
    proofs: journal.inclusions.length + journal.consistencies.length,
  };
}

/** A member's signature under the newest head, as `artel journal countersign` makes it. */
export interface Countersigned {
  day: string;
  size: number;
  member: string;
  signature: string;
  /** The same as a line of JSON. */
  line: string;
}

/** What a private key cannot do: the file names no such key of the member, or has no head. */
export class Unsigned extends Error {
  constructor(
    readonly why: Said,
    readonly publicKey: string,
  ) {
    super(why.code);
  }
}

/**
 * Return a member's countersignature of the newest head, made with a private key (PEM).
 *
 * Verify first: it vouches for what it has seen. Throws NoKey and Unsigned.
 */
export async function countersign(journal: Journal, member: string, pem: string): Promise<Countersigned> {
  const { publicKey, sign } = await readPrivate(pem);
  if (!journal.keys.get(member)?.includes(publicKey)) throw new Unsigned(said('sign.unknown', { member }), publicKey);
  const head = journal.heads.reduce<Head | undefined>(
    (best, each) => (best && (best.size > each.size || (best.size === each.size && best.day >= each.day)) ? best : each),
    undefined,
  );
  if (!head) throw new Unsigned(said('sign.noHead'), publicKey);
  const { day, size } = head;
  const signature = await sign(countersignedText(head, member));
  const text = (value: string) => JSON.stringify(value);
  const line = sealed({
    day: text(day),
    member: text(member),
    record: text('countersignature'),
    signature: text(signature),
    size: String(size),
  });
  return { day, size, member, signature, line };
}
