import assert from 'node:assert/strict';
import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';
import { countersign, judge, NoKey, readJournal, readPublic, readTrusted, Refusal, textOf, Unsigned, verify, type Trusted } from './index.ts';
import { asPython, byCodePoints, NotCanonical, readCanonical } from './json.ts';
import { inclusionPath, isConsistent, isIncluded, leafHash, Roots } from './merkle.ts';
import { bytesOf, hashOfText, toHex } from './sha256.ts';

const EXAMPLES = '../pools/kazan/examples/journal';
const example = (name: string): string => readFileSync(`${EXAMPLES}/${name}`, 'utf8');
const journal = (name: string, text = example(name)) => readJournal(text, name);
const KEY = readPublic(example('operator.pem'));

async function first(text: string, trusted?: Trusted): Promise<unknown> {
  const { findings } = await verify(readJournal(text, 'f'), trusted);
  const named = findings[0];
  return named ? [named.record.code, ...Object.values(named.record.values), named.sentence.code] : undefined;
}

/** Leave lines out of a file, and let its end count what is left. */
function without(text: string, ...numbers: number[]): string {
  const lines = text.trimEnd().split('\n').filter((_, index) => !numbers.includes(index + 1));
  return [...lines.slice(0, -1), `{"record":"end","records":${lines.length - 2}}`, ''].join('\n');
}

test('SHA-256 of what FIPS 180 names', () => {
  assert.equal(hashOfText(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.equal(hashOfText('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(hashOfText('a'.repeat(1_000_000)), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
});

test('canonical JSON is read, and its parts keep their own text', () => {
  const text = '{"a":[1,-2.5,1e+22,1e-05,0.0001,true,null],"ключ":"\\n\\u001f\\u007f"}'.replace('\\u007f', '\u007f');
  const { plain } = readCanonical(text);
  assert.equal((plain as Map<string, { text: string }>).get('a')!.text, '[1,-2.5,1e+22,1e-05,0.0001,true,null]');
});

test('another form of the same JSON is refused, and what is none', () => {
  const forms = ['{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '[1e22]', '[1E+22]', '[1.50]', '[-0]', '["\\u0041"]', '["\\/"]', '[1] '];
  for (const text of forms) assert.throws(() => readCanonical(text), (error) => error instanceof NotCanonical && error.why === 'form', text);
  for (const text of ['', '[1,]', '{"a":NaN}', '[01]', '["\\ud800"]', '"a', '[tru]', '[1]]']) {
    assert.throws(() => readCanonical(text), (error) => error instanceof NotCanonical && error.why === 'json', text);
  }
});

test('numbers stand as Python writes them, keys in the order of code points', () => {
  const numbers: [number, string][] = [[0.1, '0.1'], [1, '1.0'], [1e15, '1000000000000000.0'], [1e16, '1e+16'], [1.5e-5, '1.5e-05'], [-0, '-0.0'], [123456.789, '123456.789'], [5e-324, '5e-324'], [0.001, '0.001']];
  for (const [value, text] of numbers) assert.equal(asPython(value), text);
  assert.ok(byCodePoints('\uffff', '\u{10000}') < 0);
});

test('proofs of every entry in trees of every size hold, and of no other', () => {
  const leaves = Array.from({ length: 20 }, (_, index) => hashOfText(String(index)));
  for (let size = 1; size <= leaves.length; size++) {
    const roots = new Roots();
    const some = leaves.slice(0, size);
    for (const each of some) roots.add(each);
    some.forEach((each, index) => {
      const path = inclusionPath(some, index);
      assert.ok(isIncluded(leafHash(each), index, size, path, roots.root()));
      assert.ok(!isIncluded(leafHash(each), index, size, [...path, each], roots.root()));
      assert.ok(!isIncluded(leafHash(hashOfText('x')), index, size, path, roots.root()));
    });
  }
});

test('the example of the pool holds, with the operator’s key and without', async () => {
  for (const name of ['kz.jsonl', 'journal.jsonl', 'other-ru.jsonl']) {
    assert.equal(await first(example(name)), undefined);
    assert.equal(await first(example(name), new Map([['operator', [KEY]]])), undefined);
  }
  const { checked, notes } = await verify(journal('journal.jsonl'));
  assert.deepEqual(checked, { entries: 11, bodies: 11, heads: 2, countersignatures: 4, proofs: 0 });
  assert.deepEqual(notes.map((each) => each.code), ['note.keys', 'note.deleted']);
});

test('what was done to a file is named by its first bad record', async () => {
  const [whole, kz] = [example('journal.jsonl'), example('kz.jsonl')];
  const forged = (text: string) => text.replace(/("record":"head".*"signature":")(.)/, (_, before: string, digit: string) => before + (digit === '0' ? '1' : '0'));
  assert.deepEqual(await first(kz.replace('KAZEOSAT-1', 'KAZEOSAT-2')), ['name.body', 4, 'altered.body']);
  assert.deepEqual(await first(whole.replace('"actor":"operator"', '"actor":"operatot"')), ['name.entry', 1, 'altered.entry']);
  assert.deepEqual(await first(without(whole, 7)), ['name.entry', 6, 'missing']);
  assert.deepEqual(await first(forged(whole)), ['name.head', '2026-10-05', 7, 'unsigned']);
  assert.deepEqual(await first(whole.slice(0, -40)).catch((error: Refusal) => error.why.code), 'line.json');
  assert.deepEqual(await first(whole.split('\n').slice(0, -2).join('\n') + '\n'), ['name.end', 'cut']);
  assert.deepEqual(await first(kz, new Map([['operator', ['0'.repeat(64)]]])), ['name.header', 'untrusted']);
});

test('every byte of a file counts: no changed one passes', async () => {
  const bytes = bytesOf(example('kz.jsonl'));
  for (let at = 0; at < bytes.length; at += 41) {
    const damaged = bytes.slice();
    damaged[at]! ^= 1;
    const found = await textOf(damaged, 'f').then(first).catch((error: unknown) => {
      assert.ok(error instanceof Refusal, `byte ${at}: ${String(error)}`);
      return 'refused';
    });
    // The header's keys of members who signed nothing here seal nothing.
    if (at > 700) assert.notEqual(found, undefined, `byte ${at}`);
  }
});

test('two histories are found, and one history is one', async () => {
  const apart = await judge(journal('kz.jsonl'), new Map(), journal('other-ru.jsonl'));
  assert.deepEqual(apart.findings.map(({ finding }) => [finding.record.values.size, finding.sentence.code]), [[7, 'split'], [11, 'split']]);
  assert.deepEqual((await judge(journal('kz.jsonl'), new Map(), journal('journal.jsonl'))).findings, []);
  const shorter = without(example('journal.jsonl'), 7);
  assert.equal((await judge(journal('kz.jsonl'), new Map(), journal('less', shorter))).findings.some(({ finding }) => finding.sentence.code === 'leftOut'), true);
});

test('a head that does not continue the one before is named', () => {
  const roots = new Roots();
  roots.add('00');
  const old = { size: 1, root: roots.root() };
  roots.add('01');
  const young = { size: 2, root: roots.root() };
  assert.ok(isConsistent(old, young, [leafHash('01')]));
  assert.ok(!isConsistent({ ...old, root: leafHash('02') }, young, [leafHash('01')]));
  assert.ok(!isConsistent(old, young, []));
  assert.ok(isConsistent(old, old, []));
});

test('a key signs the newest head as the program does, and a stranger’s key does not', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = toHex(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  assert.equal(readPublic(publicKey.export({ type: 'spki', format: 'pem' }) as string), raw);
  assert.throws(() => readPublic(pem), NoKey);
  const text = example('kz.jsonl').replace(/"KZ":\["[0-9a-f]+"/, `"KZ":["${raw}"`);
  const made = await countersign(readJournal(text, 'f'), 'KZ', pem);
  assert.deepEqual([made.day, made.size, made.member], ['2026-10-06', 11, 'KZ']);
  const head = text.split('\n').find((line) => line.includes('"size":11') && line.includes('"record":"head"'))!;
  const sealed = `{"format":"artel-countersignature/1","head":${head.replace('"record":"head",', '')},"member":"KZ"}`;
  assert.equal(made.signature, signWith(null, Buffer.from(sealed), privateKey).toString('hex'));
  await assert.rejects(countersign(journal('kz.jsonl'), 'KZ', pem), Unsigned);
  await assert.rejects(countersign(journal('kz.jsonl'), 'KZ', 'nothing'), NoKey);
});

test('keys are trusted by who holds them', async () => {
  const pem = example('operator.pem');
  const base64 = Buffer.from(KEY, 'hex').toString('base64');
  assert.deepEqual([...readTrusted(`${pem}\nKZ=${base64}\nKZ=${KEY} ${base64}\nBY=${pem}`)], [['operator', [KEY, KEY]], ['KZ', [KEY, KEY]], ['BY', [KEY]]]);
  assert.throws(() => readTrusted('KZ=what'), NoKey);
  const { findings } = await verify(journal('kz.jsonl'), readTrusted(`${pem} KZ=${KEY}`));
  assert.deepEqual(findings, []);
});

test('a packed file is read as if it were not, and what is no text is refused', async () => {
  assert.equal(await textOf(new Uint8Array(gzipSync(example('kz.jsonl'))), 'f'), example('kz.jsonl'));
  for (const data of [[], [32, 10], [0xff, 0xfe], [65, 0]]) await assert.rejects(textOf(Uint8Array.from(data), 'f'), Refusal);
});

test('there are words, in every language, for all that may be said', () => {
  const sources = readdirSync('src/verify').filter((name) => !name.includes('.test.')).map((name) => readFileSync(`src/verify/${name}`, 'utf8'));
  const codes = sources.flatMap((source) => [...source.matchAll(/\b(?:finding|said)\((?:[^;']*?, )?'([\w.]+)'/g)].map((found) => found[1]!));
  const wanted = codes.filter((code) => !code.startsWith('sign.')).map((code) => `verify.${code}`);
  assert.ok(wanted.length > 40);
  for (const language of readdirSync('src/words')) {
    const book = JSON.parse(readFileSync(`src/words/${language}`, 'utf8')) as object;
    assert.deepEqual(wanted.filter((code) => !Object.hasOwn(book, code)), [], language);
  }
});
