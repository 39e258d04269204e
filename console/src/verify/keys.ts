/**
 * Ed25519 keys and signatures (RFC 8032), by the browser's own WebCrypto.
 *
 * A private key is read, used and forgotten here: it is given to WebCrypto and to nothing else.
 */

import { bytesOf, fromHex, toHex } from './sha256.ts';

const ED25519 = 'Ed25519';
/** What stands before the 32 bytes of a public key in DER (RFC 8410). */
const BEFORE_PUBLIC = '302a300506032b6570032100';
/** RFC 8032, 7.1, test 2: a key, a signature, and the one byte that it signs. */
const KNOWN = {
  key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  signature:
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  text: 'r',
};

/** This browser cannot check signatures: it is too old, or the page came by plain HTTP. */
export class NoSignatures extends Error {}

/** The text holds no key of the kind that is wanted. */
export class NoKey extends Error {}

/** Throw NoSignatures unless a signature that is known to be right is found right, and a wrong one wrong. */
export async function mustCheckSignatures(): Promise<void> {
  const right = await signed(KNOWN.key, KNOWN.signature, KNOWN.text);
  const wrong = await signed(KNOWN.key, KNOWN.signature, 's');
  if (!right || wrong) throw new NoSignatures();
}

/** Return whether one of these public keys (hex) made the signature (hex) of the text. */
export async function signedBy(keys: readonly string[], signature: string, text: string): Promise<boolean> {
  for (const key of keys) if (await signed(key, signature, text)) return true;
  return false;
}

async function signed(key: string, signature: string, text: string): Promise<boolean> {
  try {
    const held = await crypto.subtle.importKey('raw', fromHex(key), ED25519, false, ['verify']);
    return await crypto.subtle.verify(ED25519, held, fromHex(signature), bytesOf(text));
  } catch {
    return false;
  }
}

/** Return, in hex, the public key of a text: PEM, base64 or hex of its 32 bytes. Throws NoKey. */
export function readPublic(text: string): string {
  const word = text.trim();
  if (word.includes('-----BEGIN')) {
    const der = toHex(inside(word, 'PUBLIC KEY'));
    if (!der.startsWith(BEFORE_PUBLIC) || der.length !== BEFORE_PUBLIC.length + 64) throw new NoKey();
    return der.slice(BEFORE_PUBLIC.length);
  }
  if (/^[0-9a-fA-F]{64}$/.test(word)) return word.toLowerCase();
  const raw = toHex(unpacked(word));
  if (raw.length !== 64) throw new NoKey();
  return raw;
}

const ONE_KEY = /(?:(\w+)=)?(-----BEGIN[^]*?-----END [A-Z ]+-----|\S+)/g;

/**
 * Return the public keys of a text, in hex, by who holds them: each in a form that `readPublic`
 * reads, a member's with its id before it (`KZ=...`), the operator's without. Throws NoKey.
 */
export function readTrusted(text: string): Map<string, string[]> {
  const held = new Map<string, string[]>();
  for (const [, party = 'operator', key] of text.matchAll(ONE_KEY)) {
    held.set(party, [...(held.get(party) ?? []), readPublic(key!)]);
  }
  return held;
}

function inside(pem: string, kind: string): Uint8Array<ArrayBuffer> {
  const found = new RegExp(`-----BEGIN ${kind}-----([A-Za-z0-9+/=\\s]+)-----END ${kind}-----`).exec(pem);
  if (!found) throw new NoKey();
  return unpacked(found[1]!.replace(/\s/g, ''));
}

function unpacked(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    throw new NoKey();
  }
}

export interface Signer {
  /** The public half, in hex. */
  publicKey: string;
  /** Return the signature of a text in UTF-8, in hex. */
  sign: (text: string) => Promise<string>;
}

/** Return who signs with the private key of a PEM text (PKCS 8, not encrypted). Throws NoKey. */
export async function readPrivate(pem: string): Promise<Signer> {
  const der = inside(pem.trim(), 'PRIVATE KEY');
  try {
    const whole = await crypto.subtle.importKey('pkcs8', der, ED25519, true, ['sign']);
    const { x } = await crypto.subtle.exportKey('jwk', whole);
    const held = await crypto.subtle.importKey('pkcs8', der, ED25519, false, ['sign']);
    const publicKey = toHex(unpacked(x!.replaceAll('-', '+').replaceAll('_', '/')));
    const sign = async (text: string) => toHex(new Uint8Array(await crypto.subtle.sign(ED25519, held, bytesOf(text))));
    return { publicKey, sign };
  } catch {
    throw new NoKey();
  }
}
