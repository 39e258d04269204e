/** The drawing of the Earth, globe or map by one path: what stays, and over it what moves. */

import type { GeoPermissibleObjects } from 'd3-geo';
import type { Land } from '../lib/schema';
import { placeLabels, type Box, type Label } from './labels';
import { between, placeOf, underWay, type LonLat, type Scene } from './scene';
import { Stamps } from './stamps';
import { is, outside, ring, SLACK_S, Still, trace } from './still';
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
  /** Buttons over the drawing: no name is written under them. */
  over?: Box[];
}

type Context = CanvasRenderingContext2D;

const FONT = '12px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
const LINE = 14;
/** More names than these of satellites would hide the Earth; only what is picked has its name then. */
const NAMES = 60;

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
  private readonly stamps = new Stamps();
  private readonly still: Still;
  private readonly places: Map<string, LonLat>;
  private readonly widths = new Map<string, number>();
  private last: { view: View; shown: Shown } | undefined;
  private known: Spot[] | undefined;

  constructor(
    private readonly scene: Scene,
    land: GeoPermissibleObjects,
  ) {
    this.still = new Still(scene, land, this.stamps);
    this.places = new Map(scene.stations.map((each) => [each.name, [each.lon_deg, each.lat_deg]]));
  }

  draw(context: Context, view: View, ratio: number, shown: Shown, turn: number): void {
    this.stamps.fit(ratio, turn);
    this.still.draw(context, view, ratio, shown, turn);
    [this.last, this.known] = [{ view, shown }, undefined];
    context.lineJoin = 'round';
    this.heads(context, view, shown);
    this.contacts(context, view, shown);
    context.setTransform(1, 0, 0, 1, 0, 0);
    const labels = [...this.stations(context, view, shown), ...this.crafts(context, view, shown)];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.write(context, labels, view, shown);
  }

  /** What is on the screen and can be picked. */
  get spots(): Spot[] {
    return (this.known ??= this.last ? this.found(this.last.view, this.last.shown) : []);
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

  private found(view: View, shown: Shown): Spot[] {
    const spots: Spot[] = [];
    const add = (kind: Spot['kind'], id: string, size: number, place: LonLat | undefined, reach = 1) => {
      if (place && view.put(...place, reach) && !outside(view)) spots.push({ kind, id, x: view.x, y: view.y, size });
    };
    for (const { id, centre } of this.still.images(shown)) add('image', id, 4, centre);
    for (const { name, lon_deg, lat_deg } of this.scene.stations) add('station', name, 5, [lon_deg, lat_deg]);
    for (const craft of this.scene.crafts) {
      const reach = view.kind === 'globe' ? craft.reach : 1;
      add('satellite', craft.name, craft.imaging ? 5 : 3, placeOf(this.scene, craft, shown.t), reach);
    }
    return spots;
  }

  /** From the last sample, where the still lines turn from flown to ahead, to where it is now. */
  private heads(context: Context, view: View, shown: Shown): void {
    const from = this.still.sample(shown.t);
    const lined = this.still.lined(shown);
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    for (const rank of new Set(lined.map((each) => each.rank))) {
      context.strokeStyle = shown.colour(`o${rank}`);
      context.beginPath();
      for (const craft of lined) if (craft.rank === rank) trace(context, view, this.scene, craft, from, shown.t);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  private contacts(context: Context, view: View, shown: Shown): void {
    const crafts = this.scene.byName;
    context.lineWidth = 1.6;
    context.strokeStyle = shown.colour('now');
    context.setLineDash([5, 3]);
    context.beginPath();
    for (const contact of underWay(this.scene.contacts, shown.t, SLACK_S)) {
      const station = this.places.get(contact.station);
      const craft = crafts.get(contact.satellite);
      const place = craft && placeOf(this.scene, craft, shown.t);
      const from = station && view.point(station);
      const to = place && view.point(place, view.kind === 'globe' ? craft.reach : 1);
      if (!from || !to || Math.abs(from[0] - to[0]) > view.radius * 2) continue;
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.stroke();
    context.setLineDash([]);
  }

  private stations(context: Context, view: View, shown: Shown): Label[] {
    const labels: Label[] = [];
    for (const { name, lon_deg, lat_deg } of this.scene.stations) {
      if (!view.put(lon_deg, lat_deg) || outside(view)) continue;
      const { x, y } = view;
      const chosen = is(shown.picked, 'station', name);
      this.stamps.of(context, `station ${chosen}`, 12, (mark) => triangle(mark, chosen, shown))(x, y);
      labels.push({ text: name, x, y, mark: 6, weight: chosen ? 99 : 20 });
    }
    return labels;
  }

  private crafts(context: Context, view: View, shown: Shown): Label[] {
    const labels: Label[] = [];
    const { start, step, crafts } = this.scene;
    const at = (shown.t - start) / step;
    const globe = view.kind === 'globe';
    for (const craft of crafts) {
      if (!between(craft.lon, craft.lat, at, PLACE)) continue;
      if (!view.put(PLACE[0]!, PLACE[1]!, globe ? craft.reach : 1) || outside(view)) continue;
      const { x, y } = view;
      const { rank, imaging } = craft;
      const chosen = is(shown.picked, 'satellite', craft.name);
      const size = chosen ? 6 : imaging ? 4.5 : 2.5;
      this.stamps.of(context, `craft ${rank} ${size}`, 12, (mark) => dot(mark, rank, size, chosen, shown))(x, y);
      if (imaging || chosen) labels.push({ text: craft.name, x, y, mark: 5, weight: chosen ? 98 : 10 });
    }
    return labels.length > NAMES ? labels.filter((each) => each.weight > 10) : labels;
  }

  private write(context: Context, labels: Label[], view: View, { colour, over }: Shown): void {
    context.font = FONT;
    context.textBaseline = 'middle';
    const placed = placeLabels(labels, (text) => this.width(context, text), LINE, view, over);
    context.lineWidth = 3;
    context.strokeStyle = colour('halo');
    context.fillStyle = colour('ink');
    context.globalAlpha = 0.85;
    for (const each of placed) context.strokeText(each.text, each.left, each.top + LINE / 2);
    context.globalAlpha = 1;
    for (const each of placed) context.fillText(each.text, each.left, each.top + LINE / 2);
  }

  private width(context: Context, text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) this.widths.set(text, (width = context.measureText(text).width));
    return width;
  }
}

const PLACE = new Float64Array(2);

function triangle(context: Context, chosen: boolean, { colour }: Shown): void {
  context.beginPath();
  context.moveTo(0, -5);
  context.lineTo(5, 4);
  context.lineTo(-5, 4);
  context.closePath();
  context.lineWidth = 1.5;
  context.fillStyle = colour('halo');
  context.strokeStyle = colour('ink');
  context.fill();
  context.stroke();
  if (chosen) ring(context, colour('ink'));
}

function dot(context: Context, rank: number, size: number, chosen: boolean, { colour }: Shown): void {
  context.beginPath();
  context.arc(0, 0, size, 0, 7);
  context.fillStyle = colour(`o${rank}`);
  context.strokeStyle = colour('halo');
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
  if (chosen) ring(context, colour('ink'));
}
