/** What the verifier says: a code and its values, so that each language has its own words for it. */

import { byCodePoints } from './json.ts';

export interface Said {
  code: string;
  values: Readonly<Record<string, string | number | Said>>;
}

/** A record that is wrong or missing, by its name, and what is the matter with it. */
export interface Finding {
  record: Said;
  sentence: Said;
}

export function said(code: string, values: Said['values'] = {}): Said {
  return { code, values };
}

export function finding(record: Said, code: string, values: Said['values'] = {}): Finding {
  return { record, sentence: said(code, values) };
}

/** The file, or one line of it, cannot be read as a journal; nothing more is checked. */
export class Refusal extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly why: Said,
  ) {
    super(`${file}, line ${line}: ${why.code}`);
  }
}

export const nameOfEntry = (number: number): Said => said('name.entry', { number });
export const nameOfTheirs = (member: string, number: number): Said => said('name.theirs', { member, number });
export const nameOfHead = ({ day, size }: { day: string; size: number }): Said => said('name.head', { day, size });
export const nameOfGrowth = (old: number, young: number): Said => said('name.consistency', { old, new: young });

export function inOrder(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort(byCodePoints);
}
