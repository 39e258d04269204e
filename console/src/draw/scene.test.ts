import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared, placeOf, sceneOf, sunAt, underWay, wrapped } from './scene.ts';

const SKY = {
  version: 1,
  state: 'published',
  horizon: [0, 120] as [number, number],
  start: 0,
  end: 120,
  step_s: 60,
  parties: [{ id: 'RU', name: 'Russia', standing: 'member' }, { id: 'CU', name: 'Cuba', standing: 'observer' }, { id: 'KZ', name: 'Kazakhstan', standing: 'member' }],
  // Over the antimeridian: 179, then 181 and 183 degrees.
  satellites: [
    { name: 'A', owner: 'RU', service: 'imaging', height_km: 637.1, parts: [{ first: 0, lon: [17900, 200, 200], lat: [1000, 100, 100] }] },
    { name: 'B', owner: 'KZ', service: 'imaging', height_km: 500, parts: [{ first: 1, lon: [1000, 100], lat: [0, 100] }] },
  ],
  stations: [{ name: 'Minsk', owner: 'BY', lon_deg: 27.5, lat_deg: 53.9, antennas: ['A1'] }],
  images: [{ id: 'I-1', order: 'x', satellite: 'A', owner: 'RU', class_: 'quota', start: 30, end: 35, gsd_m: 2, ring: [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]] as [number, number][] }],
  contacts: [],
  sun: { step_s: 600, lon: [0, -250], lat: [-500, 0] },
};

test('positions lie on the way flown, also across the antimeridian', () => {
  const scene = sceneOf(SKY);
  const [craft] = scene.crafts;
  assert.deepEqual(placeOf(scene, craft!, 0), [179, 10]);
  const [lon, lat] = placeOf(scene, craft!, 60 + 30)!;
  assert.ok(Math.abs(lon - -178) < 1e-4 && Math.abs(lat - 11.5) < 1e-4);
  assert.ok(Math.abs(craft!.reach - 1.1) < 1e-9);
});

test('where a track has not begun nothing is known', () => {
  const scene = sceneOf(SKY);
  assert.equal(placeOf(scene, scene.crafts[1]!, 10), undefined);
  assert.deepEqual(placeOf(scene, scene.crafts[1]!, 60), [10, 0]);
});

test('each owner of satellites has a colour, in the order of the parties', () => {
  const { ranks } = sceneOf(SKY);
  assert.deepEqual([...ranks], [['RU', 0], ['KZ', 1]]);
});

test('a ring goes clockwise, whichever way it came', () => {
  const back = { ...SKY, images: [{ ...SKY.images[0]!, ring: [...SKY.images[0]!.ring].reverse() }] };
  const rings = [SKY, back].map((each) => sceneOf(each).images[0]!.polygon.coordinates[0]!);
  assert.deepEqual(rings[0], rings[1]);
});

test('lanes hold their bars, and the Sun goes west', () => {
  const scene = sceneOf(SKY);
  assert.deepEqual(scene.lanes.map((each) => [each.name, each.bars.length]), [['A', 1], ['B', 0], ['Minsk A1', 0]]);
  assert.deepEqual(sunAt(scene, 300), [-1.25, -5]);
  assert.equal(underWay(scene.images, 32).length, 1);
  assert.equal(underWay(scene.images, 60).length, 0);
  assert.equal(wrapped(540), -180);
});

test('beside another plan, what came is marked and what went is drawn as well', () => {
  const image = SKY.images[0]!;
  const [stays, was, now] = [image, { ...image, id: 'I-2', order: 'y' }, { ...image, id: 'I-2', order: 'y', start: 90, end: 95 }];
  const look = (each: typeof image) => ({ satellite: each.satellite, start: new Date(each.start * 1000 + 200).toISOString() });
  const changes = [
    { order: 'y', change: 'moved', before: look(was), after: look(now) },
    { order: 'x', change: 'rerouted', before: look(stays), after: look(stays) },
  ];
  const scene = compared(sceneOf({ ...SKY, images: [stays, now] }), sceneOf({ ...SKY, images: [stays, was] }), 'Plan 1', changes);
  assert.deepEqual(scene.images.map(({ id, fate }) => [id, fate]), [['I-1', undefined], ['I-2', 'came'], ['Plan 1: I-2', 'went']]);
});
