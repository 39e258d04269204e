/** A place as it is drawn: its corners, the text of its coordinates, and its GeoJSON. */

import type { LonLat } from '../../draw/scene';

export type Shape = 'Point' | 'LineString' | 'Polygon';
export interface Geometry {
  type: Shape;
  coordinates: unknown;
}
export interface Sketch {
  type: Shape;
  corners: LonLat[];
}
export const LEAST: Record<Shape, number> = { Point: 1, LineString: 2, Polygon: 3 };

/** The GeoJSON of a sketch, or nothing as long as corners are missing. */
export function geometryOf({ type, corners }: Sketch): Geometry | undefined {
  if (corners.length < LEAST[type]) return undefined;
  if (type === 'Point') return { type, coordinates: corners[0] };
  if (type === 'LineString') return { type, coordinates: corners };
  const ring = area(corners) < 0 ? [...corners].reverse() : corners;
  return { type, coordinates: [[...ring, ring[0]]] };
}

/** The sketch of a GeoJSON geometry; nothing where it has holes, which are kept but not drawn. */
export function sketchOf(geometry: Geometry): Sketch | undefined {
  const { type, coordinates } = geometry;
  if (type === 'Point') return { type, corners: [coordinates as LonLat] };
  if (type === 'LineString') return { type, corners: coordinates as LonLat[] };
  const rings = coordinates as LonLat[][];
  return rings.length === 1 ? { type, corners: rings[0]!.slice(0, -1) } : undefined;
}

/** One corner a line: longitude, then latitude, in degrees. */
export function textOf(corners: readonly LonLat[]): string {
  return corners.map(([lon, lat]) => `${lon}, ${lat}`).join('\n');
}

/** The corners of a text, or nothing where a line is not two numbers of the Earth. */
export function cornersOf(text: string): LonLat[] | undefined {
  const out: LonLat[] = [];
  for (const line of text.split(/[\n;]/).map((each) => each.trim()).filter(Boolean)) {
    const parts = line.split(/[\s,]+/).map(Number);
    const [lon, lat] = parts;
    if (parts.length !== 2 || lon === undefined || lat === undefined) return undefined;
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return undefined;
    out.push([lon, lat]);
  }
  return out;
}

/** Four decimals are some ten metres: as fine as a hand draws. */
export function rounded([lon, lat]: LonLat): LonLat {
  return [Math.round(lon * 1e4) / 1e4, Math.round(lat * 1e4) / 1e4];
}

/** Twice the signed area in plain degrees: only its sign is used. */
function area(corners: readonly LonLat[]): number {
  let sum = 0;
  corners.forEach(([x, y], i) => {
    const [u, v] = corners[(i + 1) % corners.length]!;
    sum += x * v - u * y;
  });
  return sum;
}
