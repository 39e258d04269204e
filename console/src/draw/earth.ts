/** The drawing of the Earth, globe or map by one path: ground, night, tracks, images, contacts. */

import { geoCircle, geoGraticule10, geoPath, type GeoPermissibleObjects } from 'd3-geo';
import type { Land } from '../lib/schema';
import { placeLabels, type Label } from './labels';
import { placeOf, sunAt, underWay, type Craft, type Image, type LonLat, type Scene } from './scene';
import type { View } from './view';

export interface Picked {
  kind: 'satellite' | 'station' | 'image';
  id: string;
}

/** A thing on the screen that can be picked. */
export interface Spot extends Picked {
  x: number;
  y: number;
  size: number;
}

export interface Shown {
  t: number;
  /** Only images that begin inside of it are drawn. */
  window: [number, number];
  picked?: Picked;
  colour: (name: string) => string;
}

type Context = CanvasRenderingContext2D;

const AHEAD_S = 45 * 60;
const BEHIND_S = 12 * 60;
const SLACK_S = 30;
const FONT = '12px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
const LINE = 14;
const GRATICULE = geoGraticule10();
const SPHERE: GeoPermissibleObjects = { type: 'Sphere' };
/** Sunset, and the ends of civil and of nautical twilight. */
const NIGHTS = [90, 84, 78];

/** The outlines of the land as d3 takes them. */
export function landOf(told: Land): GeoPermissibleObjects {
  const ring = (flat: number[]): LonLat[] => {
    const out: LonLat[] = [];
    for (let i = 0; i < flat.length; i += 2) out.push([flat[i]! / 100, flat[i + 1]! / 100]);
    return out;
  };
  return { type: 'MultiPolygon', coordinates: told.polygons.map((rings) => rings.map(ring)) };
}

export class Earth {
  spots: Spot[] = [];
  private readonly ground = document.createElement('canvas');
  private drawn = '';

  constructor(
    private readonly scene: Scene,
    private readonly land: GeoPermissibleObjects,
  ) {}

  draw(context: Context, view: View, ratio: number, shown: Shown, turn: number): void {
    this.keepGround(view, ratio, shown, turn);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.ground, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineJoin = 'round';
    this.spots = [];
    this.night(context, view, shown);
    this.tracks(context, view, shown);
    this.images(context, view, shown);
    this.contacts(context, view, shown);
    const labels = [...this.stations(context, view, shown), ...this.crafts(context, view, shown)];
    write(context, labels, view, shown.colour);
  }

  /** Return what is nearest to a point of the screen, if anything is near. */
  at(x: number, y: number, reach: number): Spot | undefined {
    let best: Spot | undefined;
    let least = reach;
    for (const spot of this.spots) {
      const away = Math.hypot(spot.x - x, spot.y - y) - spot.size;
      if (away < least) [best, least] = [spot, away];
    }
    return best;
  }

  /** Land and sea change only with the view, so they are kept as a picture of their own. */
  private keepGround(view: View, ratio: number, shown: Shown, turn: number): void {
    const key = `${view.key},${ratio},${turn}`;
    if (key === this.drawn) return;
    this.drawn = key;
    const { ground } = this;
    ground.width = Math.round(view.width * ratio);
    ground.height = Math.round(view.height * ratio);
    const context = ground.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const path = geoPath(view.projection, context);
    const { colour } = shown;
    context.fillStyle = colour('space');
    context.fillRect(0, 0, view.width, view.height);
    fill(context, path, SPHERE, colour('sea'));
    fill(context, path, this.land, colour('land'));
    context.globalAlpha = 0.28;
    stroke(context, path, GRATICULE, colour('grid'), 0.6);
    context.globalAlpha = 0.7;
    // Outlines cut at 180 degrees would show as a line on the globe: only the near half has a coast.
    stroke(context, path, this.land, colour('coast'), 0.7);
    context.globalAlpha = 1;
    stroke(context, path, SPHERE, colour('coast'), 1);
  }

  private night(context: Context, view: View, shown: Shown): void {
    const [lon, lat] = sunAt(this.scene, shown.t);
    const path = geoPath(view.projection, context);
    context.fillStyle = shown.colour('night');
    context.globalAlpha = Number(shown.colour('night-alpha'));
    for (const radius of NIGHTS) {
      context.beginPath();
      path(geoCircle().center([lon + 180, -lat]).radius(radius).precision(3)());
      context.fill();
    }
    context.globalAlpha = 1;
  }

  private tracks(context: Context, view: View, shown: Shown): void {
    const { t, picked, colour } = shown;
    for (const craft of this.scene.crafts) {
      const chosen = picked?.kind === 'satellite' && picked.id === craft.name;
      context.strokeStyle = colour(`o${craft.rank}`);
      context.lineWidth = chosen ? 2 : 1;
      if (!craft.imaging && !chosen) continue;
      context.globalAlpha = chosen ? 0.95 : 0.6;
      this.line(context, view, craft, t - BEHIND_S, t);
      context.setLineDash(chosen ? [6, 3] : [2, 4]);
      this.line(context, view, craft, t, t + AHEAD_S);
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
  }

  private line(context: Context, view: View, craft: Craft, from: number, to: number): void {
    const step = this.scene.step;
    const reach = view.kind === 'globe' ? craft.reach : 1;
    let last: LonLat | undefined;
    context.beginPath();
    for (let at = from; ; at = Math.min(to, at + step)) {
      const place = placeOf(this.scene, craft, at);
      const point = place && view.point(place, reach);
      // On the map a line that leaves at one edge comes in again at the other.
      const leap = last && point && Math.abs(point[0] - last[0]) > view.radius * 2;
      if (point) context[last && !leap ? 'lineTo' : 'moveTo'](point[0], point[1]);
      last = point;
      if (at >= to) break;
    }
    context.stroke();
  }

  private images(context: Context, view: View, shown: Shown): void {
    const path = geoPath(view.projection, context);
    const big = view.radius > 1800;
    for (const image of this.scene.images) {
      if (image.start < shown.window[0] || image.start > shown.window[1]) continue;
      const point = view.point(image.centre);
      if (!point || outside(point, view)) continue;
      const chosen = shown.picked?.kind === 'image' && shown.picked.id === image.id;
      this.image(context, view, image, point, shown, chosen);
      if (big || chosen) outline(context, path, image, shown, chosen);
      this.spots.push({ kind: 'image', id: image.id, x: point[0], y: point[1], size: 4 });
    }
  }

  private image(context: Context, view: View, image: Image, point: LonLat, shown: Shown, chosen: boolean): void {
    const [x, y] = point;
    const colour = shown.colour(`o${image.rank}`);
    const taken = image.end <= shown.t;
    const now = !taken && image.start - SLACK_S <= shown.t;
    const half = chosen || now ? 5 : 3;
    if (view.radius > 6000 && !chosen) return;
    context.lineWidth = 1.4;
    context.strokeStyle = colour;
    context.fillStyle = taken || now ? colour : shown.colour('halo');
    context.beginPath();
    context.rect(x - half, y - half, 2 * half, 2 * half);
    context.fill();
    context.stroke();
    if (chosen || now) ring(context, x, y, 10, shown.colour(chosen ? 'ink' : 'now'));
  }

  private contacts(context: Context, view: View, shown: Shown): void {
    const places = new Map(this.scene.stations.map((each) => [each.name, each]));
    const crafts = new Map(this.scene.crafts.map((each) => [each.name, each]));
    context.lineWidth = 1.6;
    context.strokeStyle = shown.colour('now');
    context.setLineDash([5, 3]);
    for (const contact of underWay(this.scene.contacts, shown.t, SLACK_S)) {
      const station = places.get(contact.station);
      const craft = crafts.get(contact.satellite);
      const place = craft && placeOf(this.scene, craft, shown.t);
      const from = station && view.point([station.lon_deg, station.lat_deg]);
      const to = place && view.point(place, view.kind === 'globe' ? craft.reach : 1);
      if (!from || !to || Math.abs(from[0] - to[0]) > view.radius * 2) continue;
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...to);
      context.stroke();
    }
    context.setLineDash([]);
  }

  private stations(context: Context, view: View, shown: Shown): Label[] {
    const labels: Label[] = [];
    for (const station of this.scene.stations) {
      const point = view.point([station.lon_deg, station.lat_deg]);
      if (!point || outside(point, view)) continue;
      const [x, y] = point;
      const chosen = shown.picked?.kind === 'station' && shown.picked.id === station.name;
      context.beginPath();
      context.moveTo(x, y - 5);
      context.lineTo(x + 5, y + 4);
      context.lineTo(x - 5, y + 4);
      context.closePath();
      context.lineWidth = 1.5;
      context.fillStyle = shown.colour('halo');
      context.strokeStyle = shown.colour('ink');
      context.fill();
      context.stroke();
      if (chosen) ring(context, x, y, 10, shown.colour('ink'));
      this.spots.push({ kind: 'station', id: station.name, x, y, size: 5 });
      labels.push({ text: station.name, x, y, mark: 6, weight: chosen ? 99 : 20 });
    }
    return labels;
  }

  private crafts(context: Context, view: View, shown: Shown): Label[] {
    const labels: Label[] = [];
    for (const craft of this.scene.crafts) {
      const place = placeOf(this.scene, craft, shown.t);
      const point = place && view.point(place, view.kind === 'globe' ? craft.reach : 1);
      if (!point || outside(point, view)) continue;
      const [x, y] = point;
      const chosen = shown.picked?.kind === 'satellite' && shown.picked.id === craft.name;
      context.beginPath();
      context.arc(x, y, chosen ? 6 : craft.imaging ? 4.5 : 2.5, 0, 7);
      context.fillStyle = shown.colour(`o${craft.rank}`);
      context.strokeStyle = shown.colour('halo');
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
      if (chosen) ring(context, x, y, 10, shown.colour('ink'));
      this.spots.push({ kind: 'satellite', id: craft.name, x, y, size: craft.imaging ? 5 : 3 });
      if (craft.imaging || chosen) labels.push({ text: craft.name, x, y, mark: 5, weight: chosen ? 98 : 10 });
    }
    return labels.length > 60 ? labels.filter((each) => each.weight > 10) : labels;
  }
}

type Path = ReturnType<typeof geoPath>;

function fill(context: Context, path: Path, shape: GeoPermissibleObjects, colour: string): void {
  context.beginPath();
  path(shape);
  context.fillStyle = colour;
  context.fill();
}

function stroke(context: Context, path: Path, shape: GeoPermissibleObjects, colour: string, width: number): void {
  context.beginPath();
  path(shape);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

function outline(context: Context, path: Path, image: Image, shown: Shown, chosen: boolean): void {
  context.globalAlpha = chosen ? 0.45 : 0.25;
  fill(context, path, image.polygon, shown.colour(`o${image.rank}`));
  context.globalAlpha = 1;
  stroke(context, path, image.polygon, shown.colour(`o${image.rank}`), chosen ? 2 : 1.2);
}

function ring(context: Context, x: number, y: number, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
}

function outside([x, y]: LonLat, view: View): boolean {
  return x < -10 || y < -10 || x > view.width + 10 || y > view.height + 10;
}

function write(context: Context, labels: Label[], view: View, colour: Shown['colour']): void {
  context.font = FONT;
  context.textBaseline = 'middle';
  const placed = placeLabels(labels, (text) => context.measureText(text).width, LINE, view);
  context.lineWidth = 3;
  context.strokeStyle = colour('halo');
  context.fillStyle = colour('ink');
  context.globalAlpha = 0.85;
  for (const each of placed) context.strokeText(each.text, each.left, each.top + LINE / 2);
  context.globalAlpha = 1;
  for (const each of placed) context.fillText(each.text, each.left, each.top + LINE / 2);
}
