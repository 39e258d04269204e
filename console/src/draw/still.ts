/** What of the Earth stays while the time moves a little: ground, night, tracks and images. */

import { geoCircle, geoGraticule10, geoPath, type GeoPermissibleObjects } from 'd3-geo';
import type { Picked, Shown } from './earth';
import { between, sunAt, underWay, type Craft, type Image, type Scene } from './scene';
import { Stamps } from './stamps';
import type { View } from './view';

type Context = CanvasRenderingContext2D;

const AHEAD_S = 45 * 60;
const BEHIND_S = 12 * 60;
export const SLACK_S = 30;
/** More lines than these would be a thicket: then only what is at work has one, and what is picked. */
const LINES = 60;
const SOON_S = 10 * 60;
const NEAR_PX = 1800;
const NEARER_PX = 6000;
const GRATICULE = geoGraticule10();
const SPHERE: GeoPermissibleObjects = { type: 'Sphere' };
/** Sunset, and the ends of civil and of nautical twilight. */
const NIGHTS = [90, 84, 78];
const FATES: Record<string, string> = { came: 'good', went: 'bad' };

export class Still {
  private readonly ground = canvas();
  private readonly whole = canvas();
  private groundOf = '';
  private wholeOf = '';

  constructor(
    private readonly scene: Scene,
    private readonly land: GeoPermissibleObjects,
    private readonly stamps: Stamps,
  ) {}

  /** Draw, anew only as far as something of it changed. */
  draw(context: Context, view: View, ratio: number, shown: Shown, turn: number): void {
    const key = `${view.key},${ratio},${turn}`;
    if (key !== this.groundOf) this.lay(view, ratio, shown);
    const now = `${key},${this.moment(view, shown)}`;
    if (now !== this.wholeOf || key !== this.groundOf) this.cover(view, ratio, shown);
    [this.groundOf, this.wholeOf] = [key, now];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.whole, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** The images that are in the shown span. */
  images(shown: Shown): Image[] {
    return this.scene.images.filter(({ start }) => start >= shown.window[0] && start <= shown.window[1]);
  }

  /** The last sample of the tracks that is not ahead. */
  sample(t: number): number {
    const { start, step } = this.scene;
    return start + Math.floor((t - start) / step) * step;
  }

  /** The satellites that have a line. */
  lined({ t, picked }: Shown): Craft[] {
    const { crafts, images, contacts } = this.scene;
    const imaging = crafts.filter((each) => each.imaging);
    let kept = (_: Craft) => true;
    if (imaging.length > LINES) {
      const at = this.sample(t);
      const rows = [...underWay(images, at, SOON_S), ...underWay(contacts, at, SOON_S)];
      const busy = new Set(rows.map((each) => each.satellite));
      kept = (craft) => busy.has(craft.name);
    }
    return crafts.filter((each) => (each.imaging && kept(each)) || is(picked, 'satellite', each.name));
  }

  /** Something that is the same as long as the layer over the ground is. */
  private moment(view: View, shown: Shown): string {
    const { t, window, picked } = shown;
    const degrees = 57.3 / view.radius;
    const [lon, lat] = sunAt(this.scene, t);
    const { images } = this.scene;
    const taken = images.filter((each) => each.end <= t).length;
    const begun = images.filter((each) => each.start - SLACK_S <= t).length;
    const night = [Math.round(lon / degrees), Math.round(lat / degrees)];
    return [...night, this.sample(t), ...window, picked?.kind, picked?.id, taken, begun].join();
  }

  /** Land and sea, which change with the view alone. */
  private lay(view: View, ratio: number, { colour }: Shown): void {
    const context = sized(this.ground, view, ratio);
    context.fillStyle = colour('space');
    context.fillRect(0, 0, view.width, view.height);
    const shape = (what: GeoPermissibleObjects): Path2D => {
      const path = new Path2D();
      geoPath(view.projection, path as unknown as Context)(what);
      return path;
    };
    const line = (path: Path2D, name: string, width: number, alpha: number) => {
      context.globalAlpha = alpha;
      context.lineWidth = width;
      context.strokeStyle = colour(name);
      context.stroke(path);
      context.globalAlpha = 1;
    };
    const [sphere, land] = [shape(SPHERE), shape(this.land)];
    context.fillStyle = colour('sea');
    context.fill(sphere);
    context.fillStyle = colour('land');
    context.fill(land);
    line(shape(GRATICULE), 'grid', 0.6, 0.28);
    line(land, 'coast', 0.7, 0.7);
    line(sphere, 'coast', 1, 1);
  }

  private cover(view: View, ratio: number, shown: Shown): void {
    const context = sized(this.whole, view, ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.ground, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineJoin = 'round';
    this.night(context, view, shown);
    this.tracks(context, view, shown);
    this.footprints(context, view, shown);
    this.marks(context, view, shown);
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
    const now = this.sample(shown.t);
    const lined = this.lined(shown);
    const chosen = lined.filter((each) => is(shown.picked, 'satellite', each.name));
    context.lineWidth = 1;
    context.globalAlpha = 0.6;
    this.both(context, view, lined, now, [2, 4], shown);
    context.lineWidth = 2;
    context.globalAlpha = 0.95;
    this.both(context, view, chosen, now, [6, 3], shown);
    context.globalAlpha = 1;
  }

  /** What was flown and what is ahead, a path for each colour. */
  private both(context: Context, view: View, crafts: Craft[], now: number, dash: number[], shown: Shown): void {
    for (const rank of new Set(crafts.map((each) => each.rank))) {
      const same = crafts.filter((each) => each.rank === rank);
      context.strokeStyle = shown.colour(`o${rank}`);
      this.lines(context, view, same, now - BEHIND_S, now);
      context.setLineDash(dash);
      this.lines(context, view, same, now, now + AHEAD_S);
      context.setLineDash([]);
    }
  }

  private lines(context: Context, view: View, crafts: Craft[], from: number, to: number): void {
    context.beginPath();
    for (const craft of crafts) trace(context, view, this.scene, craft, from, to);
    context.stroke();
  }

  private footprints(context: Context, view: View, shown: Shown): void {
    const big = view.radius > NEAR_PX;
    const path = geoPath(view.projection, context);
    for (const image of this.images(shown)) {
      const chosen = is(shown.picked, 'image', image.id);
      if (!big && !chosen) continue;
      if (!view.put(...image.centre) || outside(view)) continue;
      const colour = shown.colour(FATES[image.fate ?? ''] ?? `o${image.rank}`);
      context.beginPath();
      context.setLineDash(image.fate === 'went' ? [4, 3] : []);
      path(image.polygon);
      context.fillStyle = context.strokeStyle = colour;
      context.lineWidth = chosen ? 2 : 1.2;
      context.globalAlpha = chosen ? 0.45 : 0.25;
      context.fill();
      context.globalAlpha = 1;
      context.stroke();
    }
    context.setLineDash([]);
  }

  private marks(context: Context, view: View, shown: Shown): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const image of this.images(shown)) {
      const chosen = is(shown.picked, 'image', image.id);
      if (view.radius > NEARER_PX && !chosen) continue;
      if (!view.put(...image.centre) || outside(view)) continue;
      const { x, y } = view;
      const taken = image.end <= shown.t;
      const now = !taken && image.start - SLACK_S <= shown.t;
      const ring = chosen ? 'ink' : now ? 'now' : '';
      const name = `image ${image.rank} ${taken || now} ${ring} ${image.fate}`;
      this.stamps.of(context, name, 12, (mark) => square(mark, image, taken || now, ring, shown))(x, y);
    }
  }
}

function square(context: Context, { rank, fate }: Image, full: boolean, around: string, { colour }: Shown): void {
  const half = around ? 5 : 3;
  context.lineWidth = 1.4;
  context.strokeStyle = colour(`o${rank}`);
  context.fillStyle = full ? colour(`o${rank}`) : colour('halo');
  context.beginPath();
  context.rect(-half, -half, 2 * half, 2 * half);
  context.fill();
  context.stroke();
  if (around) ring(context, colour(around));
  if (!fate) return;
  // What came is framed, what went is crossed out.
  context.lineWidth = 2;
  context.strokeStyle = colour(FATES[fate]!);
  context.beginPath();
  if (fate === 'came') context.rect(-6, -6, 12, 12);
  else for (const x of [-5, 5]) {
    context.moveTo(x, -5);
    context.lineTo(-x, 5);
  }
  context.stroke();
}

/** Add a satellite's way to the path, sample by sample. */
export function trace(context: Context, view: View, scene: Scene, craft: Craft, from: number, to: number): void {
  const reach = view.kind === 'globe' ? craft.reach : 1;
  let before: number | undefined;
  for (let at = from; ; at = Math.min(to, at + scene.step)) {
    const there = between(craft.lon, craft.lat, (at - scene.start) / scene.step, SPOT) && view.put(SPOT[0]!, SPOT[1]!, reach);
    if (there) {
      // On the map a line that leaves at one edge comes in again at the other.
      const leap = before === undefined || Math.abs(view.x - before) > view.radius * 2;
      if (leap) context.moveTo(view.x, view.y);
      else context.lineTo(view.x, view.y);
    }
    before = there ? view.x : undefined;
    if (at >= to) break;
  }
}

const SPOT = new Float64Array(2);

export function is(picked: Picked | undefined, kind: Picked['kind'], id: string): boolean {
  return picked?.kind === kind && picked.id === id;
}

export function ring(context: Context, colour: string): void {
  context.beginPath();
  context.arc(0, 0, 10, 0, 7);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
}

export function outside({ x, y, width, height }: View): boolean {
  return x < -10 || y < -10 || x > width + 10 || y > height + 10;
}

function canvas(): HTMLCanvasElement {
  return document.createElement('canvas');
}

/** Give a layer the size of the view and its context, in the view's pixels. */
function sized(layer: HTMLCanvasElement, view: View, ratio: number): Context {
  const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
  if (layer.width !== width) layer.width = width;
  if (layer.height !== height) layer.height = height;
  const context = layer.getContext('2d', { alpha: false })!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
