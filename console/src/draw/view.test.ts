import assert from 'node:assert/strict';
import { test } from 'node:test';
import { View, type Kind } from './view.ts';

for (const kind of ['globe', 'map'] as Kind[]) {
  test(`a place is put where d3 puts it: ${kind}`, () => {
    const view = new View();
    view.kind = kind;
    view.centre = [65, 45];
    view.near(1.7);
    view.fit(800, 500);
    let seen = 0;
    for (let lon = -180; lon < 180; lon += 7) {
      for (let lat = -84; lat <= 84; lat += 12) {
        const point = view.point([lon, lat]);
        if (!point) continue;
        seen += 1;
        const [x, y] = view.projection([lon, lat])!;
        assert.ok(Math.hypot(point[0] - x, point[1] - y) < 1e-6, `${lon} ${lat}`);
      }
    }
    assert.ok(seen > 200);
  });
}

test('the globe hides what is behind it, unless it flies beside it', () => {
  const view = new View();
  view.centre = [0, 0];
  view.fit(800, 500);
  assert.equal(view.point([170, 10]), undefined);
  assert.equal(view.point([100, 0]), undefined);
  assert.ok(view.point([100, 0], 1.1));
});
