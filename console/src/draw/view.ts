/** From where the Earth is looked at: a globe or a flat map, turned and brought near. */

import { geoEqualEarth, geoOrthographic, type GeoProjection } from 'd3-geo';
import { wrapped, type LonLat } from './scene';

export type Kind = 'globe' | 'map';
export const NEAREST = 80;
const EDGE = 14;
const RADIANS = Math.PI / 180;
const [A1, A2, A3, A4, M] = [1.340264, -0.081106, 0.000893, 0.003796, Math.sqrt(3) / 2];

export class View {
  kind: Kind = 'globe';
  centre: LonLat = [65, 45];
  zoom = 1;
  width = 1;
  height = 1;
  projection: GeoProjection = geoOrthographic();
  radius = 1;
  /** Where `put` has put the last place on the screen. */
  x = 0;
  y = 0;
  private sinLat = 0;
  private cosLat = 1;
  private middle: LonLat = [0, 0];

  /** Something that is the same as long as the ground need not be drawn anew. */
  get key(): string {
    return [this.kind, this.width, this.height, this.zoom.toFixed(4), ...this.centre.map((v) => v.toFixed(3))].join();
  }

  fit(width: number, height: number): void {
    this.width = width;
    this.height = height;
    const globe = this.kind === 'globe';
    const least = Math.min(width, height) / 2 - EDGE;
    const [lon, lat] = this.centre;
    if (globe) {
      this.radius = least * 0.86 * this.zoom;
      this.projection = geoOrthographic().clipAngle(90).rotate([-lon, -lat]);
    } else {
      // The Equal Earth map is 2.7 and 1.32 radii from its middle to its edges.
      this.radius = Math.min((width / 2 - EDGE) / 2.71, (height / 2 - EDGE) / 1.32) * this.zoom;
      this.projection = geoEqualEarth().rotate([-lon, 0]);
    }
    this.projection.scale(this.radius).translate([width / 2, height / 2]).precision(0.4);
    if (!globe) {
      // A near map shows the latitude that is looked at, but never beyond its own edge.
      const y = height / 2 - this.projection([lon, lat])![1];
      const room = Math.max(0, 1.32 * this.radius + EDGE - height / 2);
      this.projection.translate([width / 2, height / 2 + Math.max(-room, Math.min(room, y))]);
    }
    this.projection.clipExtent([[-5, -5], [width + 5, height + 5]]);
    this.middle = this.projection.translate();
    this.sinLat = Math.sin(lat * RADIANS);
    this.cosLat = Math.cos(lat * RADIANS);
  }

  /** Where a place is on the screen; nothing where the globe itself hides it. `reach` in radii. */
  point(place: LonLat, reach = 1): LonLat | undefined {
    return this.put(place[0], place[1], reach) ? [this.x, this.y] : undefined;
  }

  /** Put a place into `x` and `y`, as `point` does, and leave nothing to be collected. */
  put(lon: number, lat: number, reach = 1): boolean {
    const east = wrapped(lon - this.centre[0]) * RADIANS;
    const north = lat * RADIANS;
    return this.kind === 'map' ? this.flat(east, north) : this.round(east, north, reach);
  }

  private round(lon: number, lat: number, reach: number): boolean {
    const cos = Math.cos(lat);
    const sin = Math.sin(lat);
    const along = cos * Math.cos(lon);
    const east = cos * Math.sin(lon);
    const north = this.cosLat * sin - this.sinLat * along;
    const toward = this.sinLat * sin + this.cosLat * along;
    if (toward < 0 && reach * reach * (east * east + north * north) < 1) return false;
    const scale = this.radius * reach;
    this.x = this.middle[0] + east * scale;
    this.y = this.middle[1] - north * scale;
    return true;
  }

  // Equal Earth: its polynomial, as its authors give it.
  private flat(lon: number, lat: number): boolean {
    const l = Math.asin(M * Math.sin(lat));
    const l2 = l * l;
    const l6 = l2 * l2 * l2;
    const along = M * (A1 + 3 * A2 * l2 + l6 * (7 * A3 + 9 * A4 * l2));
    this.x = this.middle[0] + (this.radius * lon * Math.cos(l)) / along;
    this.y = this.middle[1] - this.radius * l * (A1 + A2 * l2 + l6 * (A3 + A4 * l2));
    return true;
  }

  /** Turn by so many pixels: the ground follows the hand. */
  turn(dx: number, dy: number): void {
    const degrees = 1 / (this.radius * RADIANS);
    const stretch = this.kind === 'globe' ? Math.max(Math.cos(this.centre[1] * RADIANS), 0.25) : 0.86;
    const limit = this.kind === 'globe' ? 88 : 80;
    const lat = this.centre[1] + dy * degrees;
    this.centre = [wrapped(this.centre[0] - (dx * degrees) / stretch), Math.max(-limit, Math.min(limit, lat))];
  }

  near(factor: number): void {
    this.zoom = Math.max(1, Math.min(NEAREST, this.zoom * factor));
  }
}
