/** From where the Earth is looked at: a globe or a flat map, turned and brought near. */

import { geoEqualEarth, geoOrthographic, type GeoProjection } from 'd3-geo';
import { wrapped, type LonLat } from './scene';

export type Kind = 'globe' | 'map';
export const NEAREST = 80;
const EDGE = 14;
const RADIANS = Math.PI / 180;

export class View {
  kind: Kind = 'globe';
  centre: LonLat = [65, 45];
  zoom = 1;
  width = 1;
  height = 1;
  projection: GeoProjection = geoOrthographic();
  radius = 1;
  private sinLat = 0;
  private cosLat = 1;

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
    this.sinLat = Math.sin(lat * RADIANS);
    this.cosLat = Math.cos(lat * RADIANS);
  }

  /** Where a place is on the screen; nothing where the globe itself hides it. `reach` in radii. */
  point(place: LonLat, reach = 1): LonLat | undefined {
    if (this.kind === 'map') return this.projection(place) as LonLat | undefined;
    const lon = (place[0] - this.centre[0]) * RADIANS;
    const lat = place[1] * RADIANS;
    const cos = Math.cos(lat);
    const east = cos * Math.sin(lon);
    const north = this.cosLat * Math.sin(lat) - this.sinLat * cos * Math.cos(lon);
    const toward = this.sinLat * Math.sin(lat) + this.cosLat * cos * Math.cos(lon);
    if (toward < 0 && reach * Math.hypot(east, north) < 1) return undefined;
    const scale = this.radius * reach;
    return [this.width / 2 + east * scale, this.height / 2 - north * scale];
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
