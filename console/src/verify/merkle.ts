/**
 * Merkle trees as in RFC 6962: one root for many entries, and short proofs about it.
 *
 * A leaf is SHA-256 of 0x00 and the entry's bytes, a node of 0x01 and its two halves. Proofs are
 * checked as RFC 9162, 2.1.3.2 and 2.1.4.2, say. Hashes are hex here; sizes are beyond 32 bits,
 * so that nothing is shifted.
 */

import { fromHex, joined, sha256, toHex } from './sha256.ts';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The root of a tree without leaves. */
export const EMPTY = toHex(sha256(new Uint8Array()));

export function leafHash(data: string): string {
  return toHex(sha256(joined(LEAF, fromHex(data))));
}

export function nodeHash(left: string, right: string): string {
  return toHex(sha256(joined(NODE, fromHex(left), fromHex(right))));
}

const odd = (number: number): boolean => number % 2 === 1;
const half = (number: number): number => Math.floor(number / 2);

/** The root of a growing tree, at a cost of a few hashes for each leaf added. */
export class Roots {
  size = 0;
  private readonly peaks: string[] = [];

  add(data: string): void {
    let [node, size] = [leafHash(data), this.size];
    while (odd(size)) [node, size] = [nodeHash(this.peaks.pop()!, node), half(size)];
    this.peaks.push(node);
    this.size++;
  }

  root(): string {
    return this.peaks.length ? this.peaks.reduceRight((node, peak) => nodeHash(peak, node)) : EMPTY;
  }
}

/** Return the proof that the leaf of this index, from 0, is in the tree over all these entries. */
export function inclusionPath(entries: readonly string[], index: number): string[] {
  const path: string[] = [];
  let [level, at] = [entries.map(leafHash), index];
  while (level.length > 1) {
    const beside = level[odd(at) ? at - 1 : at + 1];
    if (beside !== undefined) path.push(beside);
    level = above(level);
    at = half(at);
  }
  return path;
}

function above(level: string[]): string[] {
  const nodes: string[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const right = level[at + 1];
    nodes.push(right === undefined ? level[at]! : nodeHash(level[at]!, right));
  }
  return nodes;
}

/** Return whether the proof leads from a leaf's hash, at its index from 0, to the root. */
export function isIncluded(leaf: string, index: number, size: number, proof: readonly string[], root: string): boolean {
  if (index < 0 || index >= size) return false;
  let [at, last, node] = [index, size - 1, leaf];
  for (const beside of proof) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      node = nodeHash(beside, node);
      while (!odd(at) && at) [at, last] = [half(at), half(last)];
    } else {
      node = nodeHash(node, beside);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && node === root;
}

export interface Tree {
  size: number;
  root: string;
}

/** Return whether the proof shows that the old tree grew into the new one. */
export function isConsistent(old: Tree, young: Tree, proof: readonly string[]): boolean {
  if (old.size < 0 || old.size > young.size) return false;
  if (old.size === 0) return !proof.length && old.root === EMPTY;
  if (old.size === young.size) return !proof.length && old.root === young.root;
  const single = Number.isInteger(Math.log2(old.size)) && 2 ** Math.round(Math.log2(old.size)) === old.size;
  return grows(single ? [old.root, ...proof] : [...proof], old, young);
}

function grows(path: string[], old: Tree, young: Tree): boolean {
  if (!path.length) return false;
  let [at, last] = [old.size - 1, young.size - 1];
  while (odd(at)) [at, last] = [half(at), half(last)];
  let [older, newer] = [path[0]!, path[0]!];
  for (const beside of path.slice(1)) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      [older, newer] = [nodeHash(beside, older), nodeHash(beside, newer)];
      while (!odd(at) && at) [at, last] = [half(at), half(last)];
    } else {
      newer = nodeHash(newer, beside);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && older === old.root && newer === young.root;
}
