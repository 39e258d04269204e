/** The words for what the verifier says. */

import { t, type Word } from '../../lib/words.svelte';
import type { Refusal, Said, Value } from '../../verify';

/** Return what was said in the chosen language: a record's name, a sentence or a note. */
export function told({ code, values }: Said): string {
  const plain = Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? told(value) : value]);
  return t(`verify.${code}` as Word, Object.fromEntries(plain) as Record<string, string | number>);
}

export function refused({ file, line, why }: Refusal): string {
  return t(line ? 'verify.refused.line' : 'verify.refused.file', { file, line, why: told(why) });
}

/** Return a value over several lines, its numbers and texts as they stand in the file. */
export function pretty({ text, plain }: Value, margin = ''): string {
  const deeper = `${margin}  `;
  const items =
    plain instanceof Map
      ? [...plain].map(([name, each]) => `${JSON.stringify(name)}: ${pretty(each, deeper)}`)
      : Array.isArray(plain) ? plain.map((each) => pretty(each, deeper)) : [];
  if (!items.length) return text;
  return `${text[0]}\n${items.map((each) => deeper + each).join(',\n')}\n${margin}${text.at(-1)}`;
}
