/** The text of a file: UTF-8, unpacked where it is gzip. */

import { Refusal, said } from './said.ts';

const LARGEST = 512 * 1024 * 1024;

/** Return the text of a file's bytes. Throws Refusal for nothing at all, and for what is no UTF-8 text. */
export async function textOf(data: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const plain = data[0] === 0x1f && data[1] === 0x8b ? await unpacked(data, name) : data;
  if (plain.length > LARGEST) throw new Refusal(name, 0, said('line.large'));
  const text = decoded(plain, name);
  if (!text.trim()) throw new Refusal(name, 0, said('line.empty'));
  if (text.includes('\0')) throw new Refusal(name, 0, said('line.noText'));
  return text;
}

async function unpacked(data: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Refusal(name, 0, said('line.packed'));
  }
}

function decoded(data: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    throw new Refusal(name, 0, said('line.noText'));
  }
}
