/**
 * The words of the console: one file a language in src/words.
 *
 * English is always there. What another file lacks is said in English. As built, another file
 * holds its texts alone, in the turn of English's words.
 */

import english from '../words/en.json';

type Forms = { one?: string; few?: string; many?: string; other: string };
type Entry = string | Forms;
export type Word = keyof typeof english;
type Book = Partial<Record<Word, Entry>>;

const KEY = 'artel.language';
const books = import.meta.glob<(Entry | null)[]>(['../words/*.json', '!../words/en.json'], { import: 'default' });
const WORDS = Object.keys(english) as Word[];

/** The languages that have a file, each by its own name. */
export const LANGUAGES: { code: string; name: string }[] = ['en', ...Object.keys(books)]
  .map((path) => path.replace(/^.*\/(\w+)\.json$/, '$1'))
  .map((code) => ({ code, name: named(code) }));

class Words {
  language = $state('en');
  book = $state.raw<Book>(english);

  async choose(code: string): Promise<void> {
    this.book = code === 'en' ? english : bookOf(await books[`../words/${code}.json`]!());
    this.language = code;
    document.documentElement.lang = code;
    localStorage.setItem(KEY, code);
  }
}

export const words = new Words();

export async function startWords(): Promise<void> {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages.map((each) => each.slice(0, 2))];
  const code = wanted.find((each) => LANGUAGES.some((known) => known.code === each)) ?? 'en';
  await words.choose(code).catch(() => words.choose('en'));
}

/** Return a text in the chosen language; `{name}` stands for a value, `count` chooses the form. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  const entry: Entry = words.book[word] ?? english[word] ?? word;
  const text = typeof entry === 'string' ? entry : form(entry, Number(values.count ?? 0));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => shown(values[name], whole));
}

/** Return the text of a word that may be missing, such as a code of the API; else what stands in for it. */
export function known(word: string, otherwise: string): string {
  return word in english ? t(word as Word) : otherwise;
}

export function numeral(value: number, digits = 0): string {
  return value.toLocaleString(words.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

export function percent(part: number, digits = 0): string {
  return part.toLocaleString(words.language, { style: 'percent', maximumFractionDigits: digits });
}

function bookOf(texts: (Entry | null)[]): Book {
  return Object.fromEntries(WORDS.map((word, i) => [word, texts[i] ?? undefined]));
}

function form(entry: Forms, count: number): string {
  const rule = new Intl.PluralRules(words.language).select(count);
  return entry[rule as keyof Forms] ?? entry.other;
}

function shown(value: string | number | undefined, whole: string): string {
  if (value === undefined) return whole;
  return typeof value === 'number' ? value.toLocaleString(words.language) : value;
}

function named(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
}
