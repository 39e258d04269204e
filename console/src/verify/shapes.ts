/** Which fields each line of a journal has, and what may stand in them: nothing more, nothing less. */

import { Numeral, type Value } from './json.ts';

export type Fields = Map<string, Value>;
type Check = (value: Value) => boolean;

const written = (pattern: RegExp): Check => ({ plain }) => typeof plain === 'string' && pattern.test(plain);
const listed = (check: Check, most = Infinity): Check => ({ plain }) =>
  Array.isArray(plain) && plain.length <= most && plain.every(check);
const mapped = (check: Check): Check => ({ plain }) => plain instanceof Map && [...plain.values()].every(check);
const counted = (least: bigint): Check => ({ plain }) =>
  plain instanceof Numeral && plain.whole && plain.text.length <= 16 && BigInt(plain.text) >= least && BigInt(plain.text) <= 2n ** 53n;

const any = written(/^/);
const object: Check = ({ plain }) => plain instanceof Map;
const hash = written(/^[0-9a-f]{64}$/);
const signature = written(/^[0-9a-f]{128}$/);
const day = written(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
const at = written(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$/);
const [size, count] = [counted(0n), counted(1n)];
const sequences = mapped(count);
const beside = { number: count, salt: hash, body: object };

export const HEADER: Record<string, Check> = {
  format: written(/^artel-journal\/[1-9][0-9]*$/),
  keys: mapped(listed(hash)),
  member: any,
  pool: any,
};

export const LINES: Record<string, Record<string, Check>> = {
  entry: { number: count, at, actor: any, action: any, subject: any, digest: hash, previous: hash, sequences, hash },
  body: beside,
  personal: beside,
  deleted: { number: count, part: written(/^(body|personal)$/) },
  head: { day, size, root: hash, at, sequences, signature },
  countersignature: { day, size, member: any, signature },
  inclusion: { number: count, size: count, path: listed(hash, 64) },
  consistency: { old: size, new: count, path: listed(hash, 128) },
  end: { records: size },
};

/** Return the first field that is missing, unknown or not what it should be; nothing if all are well. */
export function amiss(fields: Fields, shape: Record<string, Check>, also: readonly string[] = []): string | undefined {
  for (const [name, check] of Object.entries(shape)) {
    const value = fields.get(name);
    if (!value || !check(value)) return name;
  }
  return [...fields.keys()].find((name) => !Object.hasOwn(shape, name) && !also.includes(name));
}
