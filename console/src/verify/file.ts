/**
 * A journal as a file, artel-journal/1: JSON lines, each in its one canonical form.
 *
 * A header, the entries, the bodies, the heads, the countersignatures, the proofs, and an end that
 * counts them. A file that was only cut or shuffled is read all the same, so that the first record
 * that is wrong can be named.
 */

import { byCodePoints, NotCanonical, Numeral, readCanonical, sealed, type Value } from './json.ts';
import { finding, nameOfEntry, nameOfGrowth, nameOfHead, Refusal, said, type Finding, type Said } from './said.ts';
import { amiss, HEADER, LINES, type Fields } from './shapes.ts';

export const OPERATOR = 'operator';
const VERSION = 1n;
const LONGEST_LINE = 16 * 1024 * 1024;
const MOST_RECORDS = 2_000_000;

type Counts = ReadonlyMap<string, number>;

export interface Entry {
  kind: 'entry';
  number: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  digest: string;
  previous: string;
  sequences: Counts;
  hash: string;
  /** The canonical text of all fields but the hash: what the hash seals. */
  sealed: string;
}
export interface Body {
  kind: 'body' | 'personal';
  number: number;
  salt: string;
  body: Value;
}
export interface Deleted {
  kind: 'deleted';
  number: number;
  part: string;
}
export interface Head {
  kind: 'head';
  day: string;
  size: number;
  root: string;
  at: string;
  sequences: Counts;
  signature: string;
  fields: Fields;
}
export interface Countersignature {
  kind: 'countersignature';
  day: string;
  size: number;
  member: string;
  signature: string;
}
export interface Inclusion {
  kind: 'inclusion';
  number: number;
  size: number;
  path: string[];
}
export interface Consistency {
  kind: 'consistency';
  old: number;
  new: number;
  path: string[];
}
interface End {
  kind: 'end';
  records: number;
}
export type Line = Entry | Body | Deleted | Head | Countersignature | Inclusion | Consistency | End;

export interface Journal {
  /** What the file is called, or what whoever opened it calls it. */
  name: string;
  pool: string;
  /** Whose extract it is; empty for the whole journal. */
  member: string;
  /** Public keys in hex by who holds them. */
  keys: ReadonlyMap<string, readonly string[]>;
  entries: readonly Entry[];
  bodies: readonly (Body | Deleted)[];
  heads: readonly Head[];
  countersignatures: readonly Countersignature[];
  inclusions: readonly Inclusion[];
  consistencies: readonly Consistency[];
  /** What does not stand where it should. */
  disorder: readonly Finding[];
}

/** Return the journal of a file's text. Throws Refusal for what is no line of a journal. */
export function readJournal(text: string, name: string): Journal {
  const lines = text.split('\n');
  const header = headerOf(lines[0]!, name);
  if (lines.length > MOST_RECORDS) throw new Refusal(name, lines.length, said('line.many', { most: MOST_RECORDS }));
  // What follows the last newline is nothing, unless the file was cut inside a line.
  const cut = lines.at(-1) !== '';
  const records = (cut ? lines.slice(1) : lines.slice(1, -1)).map((line, index) => lineOf(line, name, index + 2));
  const of = <K extends Line['kind']>(...kinds: K[]) =>
    records.filter((each): each is Extract<Line, { kind: K }> => kinds.includes(each.kind as K));
  return {
    name,
    pool: textIn(header, 'pool'),
    member: textIn(header, 'member'),
    keys: new Map([...mapIn(header, 'keys')].map(([party, held]) => [party, texts(held)])),
    entries: of('entry'),
    bodies: of('body', 'personal', 'deleted'),
    heads: of('head'),
    countersignatures: of('countersignature'),
    inclusions: of('inclusion'),
    consistencies: of('consistency'),
    disorder: disorderOf(records, cut),
  };
}

function headerOf(line: string, name: string): Fields {
  const fields = fieldsOf(line, name, 1);
  const format = fields.get('format')?.plain;
  const stamp = typeof format === 'string' ? /^artel-journal\/([0-9]+)$/.exec(format) : null;
  if (!stamp) throw new Refusal(name, 1, said('line.format'));
  if (BigInt(stamp[1]!) > VERSION) throw new Refusal(name, 1, said('line.newer', { format: String(format) }));
  const wrong = amiss(fields, HEADER);
  if (wrong !== undefined) throw new Refusal(name, 1, said('line.field', { field: wrong }));
  return fields;
}

function lineOf(line: string, name: string, number: number): Line {
  const fields = fieldsOf(line, name, number);
  const kind = fields.get('record')?.plain;
  const shape = typeof kind === 'string' && Object.hasOwn(LINES, kind) ? LINES[kind] : undefined;
  const wrong = shape ? amiss(fields, shape, ['record']) : 'record';
  if (wrong !== undefined) throw new Refusal(name, number, said('line.field', { field: wrong }));
  return recordOf(kind as Line['kind'], fields);
}

function fieldsOf(line: string, name: string, number: number): Fields {
  if (line.length > LONGEST_LINE) throw new Refusal(name, number, said('line.long'));
  try {
    const { plain } = readCanonical(line);
    if (plain instanceof Map) return plain;
  } catch (error) {
    if (error instanceof NotCanonical) throw new Refusal(name, number, said(`line.${error.why}`));
    throw error;
  }
  throw new Refusal(name, number, said('line.object'));
}

const textIn = (fields: Fields, name: string): string => fields.get(name)!.plain as string;
const mapIn = (fields: Fields, name: string): Fields => fields.get(name)!.plain as Fields;
const texts = (value: Value): string[] => (value.plain as Value[]).map((each) => each.plain as string);
const numberOf = (value: Value): number => Number((value.plain as Numeral).text);

/** Return a line, whose shape was checked, with its fields as they are used from here on. */
function recordOf(kind: Line['kind'], fields: Fields): Line {
  const line: Record<string, unknown> = { kind };
  for (const [name, value] of fields) {
    if (name !== 'record') line[name] = name === 'body' ? value : usable(value);
  }
  if (kind === 'entry') line.sealed = sealedPart(fields, ['record', 'hash']);
  if (kind === 'head') line.fields = fields;
  return line as unknown as Line;
}

function usable(value: Value): unknown {
  if (value.plain instanceof Numeral) return numberOf(value);
  if (value.plain instanceof Map) return new Map([...value.plain].map(([name, each]) => [name, numberOf(each)]));
  return Array.isArray(value.plain) ? texts(value) : value.plain;
}

/** Return the canonical text of all fields but some, and of more that are put beside them. */
export function sealedPart(fields: Fields, without: readonly string[], more: Record<string, string> = {}): string {
  const kept = [...fields].filter(([name]) => !without.includes(name)).map(([name, value]) => [name, value.text]);
  return sealed({ ...(Object.fromEntries(kept) as Record<string, string>), ...more });
}

type Place = [number, number, number, string];

/** Return where a record stands among the others: no two have the same place. */
function placeOf(line: Line): Place {
  switch (line.kind) {
    case 'entry':
      return [0, line.number, 0, ''];
    case 'body':
      return [1, line.number, 0, ''];
    case 'personal':
      return [1, line.number, 1, ''];
    case 'deleted':
      return [1, line.number, Number(line.part === 'personal'), ''];
    case 'head':
      return [2, line.size, 0, line.day];
    case 'countersignature':
      return [3, line.size, 0, `${line.day} ${line.member}`];
    case 'inclusion':
      return [4, line.number, line.size, ''];
    case 'consistency':
      return [5, line.old, line.new, ''];
    case 'end':
      return [6, 0, 0, ''];
  }
}

function after(one: Place, other: Place): boolean {
  for (let at = 0; at < 3; at++) if (one[at] !== other[at]) return one[at]! > other[at]!;
  return byCodePoints(one[3], other[3]) > 0;
}

/** Return what a person calls a record: `entry 7`, `head of 2026-10-05`. */
export function nameOf(line: Line): Said {
  switch (line.kind) {
    case 'entry':
      return nameOfEntry(line.number);
    case 'body':
    case 'personal':
      return said(`name.${line.kind}`, { number: line.number });
    case 'deleted':
      return said(`name.deleted.${line.part}`, { number: line.number });
    case 'head':
      return nameOfHead(line);
    case 'countersignature':
      return said('name.countersignature', { member: line.member, day: line.day });
    case 'inclusion':
      return said('name.inclusion', { number: line.number });
    case 'consistency':
      return nameOfGrowth(line.old, line.new);
    case 'end':
      return said('name.end');
  }
}

function disorderOf(records: readonly Line[], cut: boolean): Finding[] {
  const found: Finding[] = [];
  records.forEach((line, index) => {
    const last = records[index - 1];
    if (!last || after(placeOf(line), placeOf(last))) return;
    const again = JSON.stringify(nameOf(line)) === JSON.stringify(nameOf(last));
    found.push(again ? finding(nameOf(line), 'twice') : finding(nameOf(line), 'after', { before: nameOf(last) }));
  });
  const last = records.at(-1);
  const end = said('name.end');
  if (cut || last?.kind !== 'end') found.push(finding(end, 'cut', { line: records.length + 1 }));
  else if (last.records !== records.length - 1) {
    found.push(finding(end, 'miscounted', { told: last.records, held: records.length - 1 }));
  }
  return found;
}
