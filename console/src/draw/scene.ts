/** The day as a map and a timeline draw it: the sky's compact arrays unpacked once. */

import type { Sky, SkyContact, SkyImage, SkyStation } from '../lib/schema';

const COLOURS = 7;
const NEUTRAL = 7;
const EARTH_KM = 6371;

export type LonLat = [number, number];

export interface Craft {
  name: string;
  owner: string;
  rank: number;
  /** Whether it makes images; the others are drawn quietly. */
  imaging: boolean;
  /** How many Earth radii from the centre, in the mean. */
  reach: number;
  heightKm: number;
  /** Degrees at each step, NaN where it is not known. */
  lon: Float32Array;
  lat: Float32Array;
}

export interface Image extends SkyImage {
  rank: number;
  centre: LonLat;
  polygon: { type: 'Polygon'; coordinates: LonLat[][] };
  /** Beside another plan: it came with this one, or went with that one. */
  fate?: 'came' | 'went';
}

export interface Station extends SkyStation {
  rank: number;
}

export interface Contact extends SkyContact {
  rank: number;
}

export interface Lane {
  name: string;
  kind: 'satellite' | 'antenna';
  rank: number;
  bars: Bar[];
}

export interface Bar {
  id: string;
  kind: 'image' | 'upload' | 'downlink';
  start: number;
  end: number;
  rank: number;
}

/** A look that could be taken instead: in which lane, and whether it is free. */
export interface Ghost {
  id: string;
  lane: string;
  start: number;
  end: number;
  free: boolean;
  chosen: boolean;
}

export interface Scene {
  version: number | null;
  start: number;
  end: number;
  step: number;
  horizon: [number, number] | null;
  names: Map<string, string>;
  ranks: Map<string, number>;
  crafts: Craft[];
  byName: Map<string, Craft>;
  stations: Station[];
  images: Image[];
  contacts: Contact[];
  lanes: Lane[];
  sun: { step: number; lon: Float32Array; lat: Float32Array };
}

export function sceneOf(sky: Sky): Scene {
  const ranks = ranksOf(sky);
  const rank = (owner: string) => ranks.get(owner) ?? NEUTRAL;
  const count = Math.ceil((sky.end - sky.start) / sky.step_s) + 1;
  const owners = new Map(sky.satellites.map((each) => [each.name, each.owner]));
  const scene: Scene = {
    version: sky.version,
    start: sky.start,
    end: sky.end,
    step: sky.step_s,
    horizon: sky.horizon,
    names: new Map(sky.parties.map((each) => [each.id, each.name])),
    ranks,
    crafts: sky.satellites.map((each) => craftOf(each, rank(each.owner), count)),
    byName: new Map(),
    stations: sky.stations.map((each) => ({ ...each, rank: rank(each.owner) })),
    images: sky.images.map((each) => ({
      ...each,
      rank: rank(each.owner),
      centre: middle(each.ring),
      polygon: { type: 'Polygon', coordinates: [outward(each.ring)] },
    })),
    contacts: sky.contacts.map((each) => ({ ...each, rank: rank(owners.get(each.satellite) ?? '') })),
    lanes: [],
    sun: { step: sky.sun.step_s, lon: summed(sky.sun.lon), lat: summed(sky.sun.lat) },
  };
  for (const craft of scene.crafts) scene.byName.set(craft.name, craft);
  scene.lanes = lanesOf(scene);
  return scene;
}

interface Placed {
  satellite: string;
  start: string;
}

/** Return a scene with what its plan changed from another: what came is marked, what went is drawn as well. */
export function compared(
  scene: Scene,
  other: Scene,
  named: string,
  changes: { order: string; change: string; before: Placed | null; after: Placed | null }[],
): Scene {
  const key = (order: string, satellite: string, start: number) => `${order} ${satellite} ${Math.round(start)}`;
  const of = (each: Image) => key(each.order, each.satellite, each.start);
  const real = changes.filter((each) => each.change !== 'rerouted');
  const keys = (side: 'before' | 'after') =>
    new Set(real.map((each) => each[side] && key(each.order, each[side].satellite, Date.parse(each[side].start) / 1000)));
  const [went, came] = [keys('before'), keys('after')];
  const images = scene.images.map((each) => (came.has(of(each)) ? { ...each, fate: 'came' as const } : each));
  const gone = other.images.filter((each) => went.has(of(each)));
  return { ...scene, images: [...images, ...gone.map((each) => ({ ...each, id: `${named}: ${each.id}`, fate: 'went' as const }))] };
}

/** Where a satellite is at an instant, or nothing where that is not known. */
export function placeOf(scene: Scene, craft: Craft, t: number): LonLat | undefined {
  const place: LonLat = [0, 0];
  return between(craft.lon, craft.lat, (t - scene.start) / scene.step, place) ? place : undefined;
}

/** Where the Sun is in the zenith. */
export function sunAt(scene: Scene, t: number): LonLat {
  const place: LonLat = [0, 0];
  between(scene.sun.lon, scene.sun.lat, (t - scene.start) / scene.sun.step, place);
  return place;
}

/** What is on the air or on the ground at an instant. */
export function underWay<T extends { start: number; end: number }>(rows: T[], t: number, slack = 0): T[] {
  return rows.filter((each) => each.start - slack <= t && t <= each.end + slack);
}

/**
 * Put the place between two samples into `into`; say whether it is known.
 *
 * Longitudes of samples go on past 180 degrees, so a straight line between two is the way flown.
 */
export function between(lon: Float32Array, lat: Float32Array, at: number, into: LonLat | Float64Array): boolean {
  const k = Math.min(Math.max(Math.floor(at), 0), lon.length - 2);
  const part = Math.min(Math.max(at - k, 0), 1);
  const x = lon[k]! + (lon[k + 1]! - lon[k]!) * part;
  if (Number.isNaN(x)) return false;
  into[0] = wrapped(x);
  into[1] = lat[k]! + (lat[k + 1]! - lat[k]!) * part;
  return true;
}

export function wrapped(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

function craftOf(told: Sky['satellites'][number], rank: number, count: number): Craft {
  const lon = new Float32Array(count).fill(NaN);
  const lat = new Float32Array(count).fill(NaN);
  for (const part of told.parts) {
    lon.set(summed(part.lon), part.first);
    lat.set(summed(part.lat), part.first);
  }
  const { name, owner, height_km: heightKm } = told;
  const imaging = told.service === 'imaging';
  return { name, owner, rank, imaging, heightKm, reach: 1 + heightKm / EARTH_KM, lon, lat };
}

function summed(steps: number[]): Float32Array {
  const out = new Float32Array(steps.length);
  let sum = 0;
  for (let i = 0; i < steps.length; i++) out[i] = (sum += steps[i]!) / 100;
  return out;
}

/** Each owner of satellites has a colour by its place among the parties; the others share one. */
function ranksOf(sky: Sky): Map<string, number> {
  const flying = new Set(sky.satellites.map((each) => each.owner));
  const owners = sky.parties.map((each) => each.id).filter((id) => flying.has(id));
  return new Map(owners.map((id, i) => [id, i % COLOURS]));
}

function middle(ring: LonLat[]): LonLat {
  let x = 0;
  let y = 0;
  const first = ring[0]?.[0] ?? 0;
  for (const [lon, lat] of ring) {
    x += first + wrapped(lon - first);
    y += lat;
  }
  return [wrapped(x / ring.length), y / ring.length];
}

/** Return a ring clockwise: another way round it would mean all of the Earth but the image. */
function outward(ring: LonLat[]): LonLat[] {
  let area = 0;
  const first = ring[0]?.[0] ?? 0;
  for (let i = 1; i < ring.length; i++) {
    const ax = wrapped(ring[i - 1]![0] - first);
    const bx = wrapped(ring[i]![0] - first);
    area += (bx - ax) * (ring[i]![1] + ring[i - 1]![1]);
  }
  return area > 0 ? ring : [...ring].reverse();
}

function lanesOf(scene: Scene): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const craft of scene.crafts) {
    lanes.set(craft.name, { name: craft.name, kind: 'satellite', rank: craft.rank, bars: [] });
  }
  for (const station of scene.stations) {
    for (const antenna of station.antennas) {
      const name = `${station.name} ${antenna}`;
      lanes.set(name, { name, kind: 'antenna', rank: station.rank, bars: [] });
    }
  }
  for (const { id, start, end, rank, satellite } of scene.images) {
    lanes.get(satellite)?.bars.push({ id, kind: 'image', start, end, rank });
  }
  for (const { id, kind, start, end, rank, satellite, station, antenna } of scene.contacts) {
    const bar = { id, kind, start, end, rank };
    lanes.get(satellite)?.bars.push(bar);
    lanes.get(`${station} ${antenna}`)?.bars.push(bar);
  }
  // What is not planned here at all would be an empty row.
  const imaging = new Set(scene.crafts.filter((each) => each.imaging).map((each) => each.name));
  const all = [...lanes.values()].filter(
    (lane) => lane.bars.length || lane.kind === 'antenna' || imaging.has(lane.name),
  );
  for (const lane of all) lane.bars.sort((a, b) => a.start - b.start);
  return all;
}
