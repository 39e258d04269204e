/** SHA-256 (FIPS 180-4) in plain code: it answers at once, also on a page that came by plain HTTP. */

const ROUND = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const BEGIN = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
const BLOCK = 64;
const words = new Uint32Array(64);
const state = new Uint32Array(8);
// Nodes of a Merkle tree are short and many: they share one piece of memory.
const SHORT = new DataView(new ArrayBuffer(4 * BLOCK));

/** Return the 32 bytes of the hash. */
export function sha256(data: Uint8Array): Uint8Array {
  const length = Math.ceil((data.length + 9) / BLOCK) * BLOCK;
  const view = length <= SHORT.byteLength ? SHORT : new DataView(new ArrayBuffer(length));
  const padded = new Uint8Array(view.buffer);
  padded.fill(0, data.length);
  padded.set(data);
  padded[data.length] = 0x80;
  view.setUint32(length - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(length - 4, data.length << 3);
  state.set(BEGIN);
  for (let at = 0; at < length; at += BLOCK) compress(view, at);
  const hash = new Uint8Array(32);
  for (let at = 0; at < 32; at++) hash[at] = state[at >> 2]! >>> (24 - 8 * (at & 3));
  return hash;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function compress(block: DataView, begin: number): void {
  for (let t = 0; t < 16; t++) words[t] = block.getUint32(begin + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [w2, w15] = [words[t - 2]!, words[t - 15]!];
    const near = turned(w2, 17) ^ turned(w2, 19) ^ (w2 >>> 10);
    const far = turned(w15, 7) ^ turned(w15, 18) ^ (w15 >>> 3);
    words[t] = near + words[t - 7]! + far + words[t - 16]!;
  }
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let [e, f, g, h] = [state[4]!, state[5]!, state[6]!, state[7]!];
  for (let t = 0; t < 64; t++) {
    const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + one + ((e & f) ^ (~e & g)) + ROUND[t]! + words[t]!) | 0;
    const two = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index]! += word));
}

/** Return the bytes of a text in UTF-8. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BYTES = new Map(PAIRS.map((pair, byte) => [pair, byte]));

/** Return the bytes of a text in hex, of lower case as a journal has it. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(text.length / 2);
  for (let at = 0; at < data.length; at++) data[at] = BYTES.get(text.slice(2 * at, 2 * at + 2))!;
  return data;
}

export function toHex(data: Uint8Array): string {
  let text = '';
  for (const byte of data) text += PAIRS[byte];
  return text;
}

/** Return the bytes of several pieces, one after the other. */
export function joined(...pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Return the SHA-256 of a text in UTF-8, in hex. */
export function hashOfText(text: string): string {
  return toHex(sha256(bytesOf(text)));
}
