import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeLabels, type Label } from './labels.ts';

const FRAME = { width: 400, height: 300 };
const wide = (text: string) => text.length * 7;

function label(text: string, x: number, y: number, weight = 1): Label {
  return { text, x, y, mark: 5, weight };
}

test('no name stands over another, nor over a mark', () => {
  const labels = Array.from({ length: 40 }, (_, i) => label(`Station ${i}`, 40 + (i % 8) * 40, 40 + Math.floor(i / 8) * 40));
  const placed = placeLabels(labels, wide, 14, FRAME);
  assert.ok(placed.length > 5);
  for (const a of placed) {
    for (const b of placed) {
      if (a === b) continue;
      const apart = a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;
      assert.ok(apart, `${a.text} over ${b.text}`);
    }
    assert.ok(a.left >= 0 && a.left + a.width <= FRAME.width && a.top >= 0 && a.top + a.height <= FRAME.height);
  }
});

test('the heavier of two that have room for one is written', () => {
  const narrow = { width: 90, height: 30 };
  const placed = placeLabels([label('Minsk', 20, 15, 1), label('Moscow', 26, 15, 2)], wide, 14, narrow);
  assert.equal(placed[0]?.text, 'Moscow');
});

test('two cities close together are both named', () => {
  const placed = placeLabels([label('Minsk', 200, 150), label('Moscow', 212, 146)], wide, 14, FRAME);
  assert.deepEqual(placed.map((each) => each.text).sort(), ['Minsk', 'Moscow']);
});

test('no name is written under what stands over the drawing', () => {
  const over = [{ left: 0, top: 0, width: 120, height: 60 }];
  const [one] = placeLabels([label('Minsk', 130, 30)], wide, 14, FRAME, over);
  assert.ok(one!.left >= 120 || one!.top >= 60);
  assert.deepEqual(placeLabels([label('Minsk', 60, 30)], wide, 14, FRAME, over), []);
});
