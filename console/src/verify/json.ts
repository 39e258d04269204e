/**
 * Canonical JSON, read without losing a byte: each value remembers the text that it was read from.
 *
 * The text that is read has to be in the one form that a journal has: no blanks, keys in the order
 * of their code points, numbers as Python writes them, nothing escaped that need not be. So the
 * canonical text of any part of it is the part's own text, and no number is ever written anew.
 */

export type Plain = string | boolean | null | Numeral | Value[] | Map<string, Value>;

/** A value, and its canonical text. */
export interface Value {
  text: string;
  plain: Plain;
}

/** A number as it was written; `whole` where it has neither fraction nor exponent. */
export class Numeral {
  constructor(
    readonly text: string,
    readonly whole: boolean,
  ) {}
}

/** The text is no JSON (`json`), or JSON in another form (`form`). */
export class NotCanonical extends Error {
  constructor(readonly why: 'json' | 'form') {
    super(why);
  }
}

/** Return the value of a text in canonical form. Throws NotCanonical. */
export function readCanonical(text: string): Value {
  try {
    const reader = new Reader(text);
    const value = reader.value();
    if (reader.at !== text.length) throw new NotCanonical('form');
    return value;
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof RangeError) throw new NotCanonical(whyNot(text));
    throw error;
  }
}

/** Return the canonical text of an object, of the canonical texts of its members. */
export function sealed(members: Record<string, string>): string {
  const names = Object.keys(members).sort(byCodePoints);
  return `{${names.map((name) => `${JSON.stringify(name)}:${members[name]}`).join(',')}}`;
}

/** Compare as Python does: by code points, not by the halves in which a browser keeps them. */
export function byCodePoints(one: string, other: string): number {
  if (!/[\ud800-\udfff]/.test(one + other)) return one < other ? -1 : Number(one > other);
  const [left, right] = [[...one], [...other]];
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const apart = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (apart) return apart;
  }
  return left.length - right.length;
}

function whyNot(text: string): 'json' | 'form' {
  try {
    JSON.parse(text);
  } catch {
    return 'json';
  }
  // A number beyond all bounds and half a character are JSON, and yet have no canonical text.
  return /\p{Surrogate}/u.test(text) || /\\u[dD][89a-fA-F]/.test(text) ? 'json' : 'form';
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"/y;
const WORDS: [string, boolean | null][] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class Reader {
  at = 0;

  constructor(private readonly text: string) {}

  value(): Value {
    const begin = this.at;
    const plain = this.plain();
    return { text: this.text.slice(begin, this.at), plain };
  }

  private plain(): Plain {
    const first = this.text[this.at];
    if (first === '{') return this.object();
    if (first === '[') return this.list();
    if (first === '"') return this.string();
    for (const [word, plain] of WORDS) if (this.text.startsWith(word, this.at)) return this.passed(word.length, plain);
    return this.number();
  }

  private object(): Map<string, Value> {
    const members = new Map<string, Value>();
    let last: string | undefined;
    this.each('}', () => {
      const name = this.string();
      if (last !== undefined && byCodePoints(last, name) >= 0) throw new NotCanonical('form');
      this.expect(':');
      members.set(name, this.value());
      last = name;
    });
    return members;
  }

  private list(): Value[] {
    const items: Value[] = [];
    this.each(']', () => items.push(this.value()));
    return items;
  }

  private each(close: string, one: () => void): void {
    this.at++;
    if (this.text[this.at] !== close) {
      one();
      while (this.text[this.at] === ',') {
        this.at++;
        one();
      }
    }
    this.expect(close);
  }

  private string(): string {
    STRING.lastIndex = this.at;
    const found = STRING.exec(this.text)?.[0];
    if (found === undefined) throw new NotCanonical('json');
    const plain = parsed(found);
    if (/\p{Surrogate}/u.test(plain)) throw new NotCanonical('json');
    if (JSON.stringify(plain) !== found) throw new NotCanonical('form');
    return this.passed(found.length, plain);
  }

  private number(): Numeral {
    NUMBER.lastIndex = this.at;
    const [found, fraction, power] = NUMBER.exec(this.text) ?? [];
    if (found === undefined) throw new NotCanonical('json');
    const whole = fraction === undefined && power === undefined;
    if (whole ? found === '-0' : asPython(Number(found)) !== found) throw new NotCanonical('form');
    return this.passed(found.length, new Numeral(found, whole));
  }

  private expect(mark: string): void {
    if (this.text[this.at] !== mark) throw new NotCanonical('json');
    this.at++;
  }

  private passed<T>(length: number, plain: T): T {
    this.at += length;
    return plain;
  }
}

function parsed(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new NotCanonical('json');
  }
}

/** Return a number with a fraction as Python's `repr` writes it; nothing for one beyond all bounds. */
export function asPython(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa, power] = Math.abs(value).toExponential().split('e') as [string, string];
  const [digits, exponent] = [mantissa.replace('.', ''), Number(power)];
  if (exponent < -4 || exponent >= 16) {
    const tail = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits[0]}${tail}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.padEnd(exponent + 1, '0');
  return `${sign}${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || '0'}`;
}
