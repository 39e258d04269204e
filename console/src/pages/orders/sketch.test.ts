import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cornersOf, geometryOf, sketchOf, textOf } from './sketch.ts';

test('a polygon is closed and runs against the clock, and comes back as it was drawn', () => {
  const corners: [number, number][] = [[0, 0], [0, 1], [1, 1]];
  const geometry = geometryOf({ type: 'Polygon', corners })!;
  assert.deepEqual(geometry.coordinates, [[[1, 1], [0, 1], [0, 0], [1, 1]]]);
  assert.deepEqual(sketchOf(geometry)!.corners, [[1, 1], [0, 1], [0, 0]]);
});

test('corners that are missing make no geometry', () => {
  assert.equal(geometryOf({ type: 'LineString', corners: [[1, 2]] }), undefined);
  assert.equal(geometryOf({ type: 'Point', corners: [] }), undefined);
});

test('coordinates are read from text, or refused', () => {
  assert.deepEqual(cornersOf('26.68, 53.22\n27 54'), [[26.68, 53.22], [27, 54]]);
  assert.equal(cornersOf('26.68'), undefined);
  assert.equal(cornersOf('26.68, 95'), undefined);
  assert.deepEqual(cornersOf(textOf([[1.5, -2]])), [[1.5, -2]]);
});
