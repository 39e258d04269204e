/** The drawing of a timeline: the lanes in sight, with their bars, over a window of time. */

import { scaleUtc } from 'd3-scale';
import { clock, day } from '../lib/times';
import type { Bar, Ghost, Lane } from './scene';

export const LANE = 20;
export const AXIS = 26;

export interface Frame {
  width: number;
  /** Where the lanes begin, right of their names. */
  left: number;
  window: [number, number];
  /** So many pixels of the lanes are scrolled away above, and so many are seen. */
  top: number;
  height: number;
}

export interface Marked {
  t: number;
  picked?: string;
  /** The lane that the keyboard is in. */
  lane?: number;
  colour: (name: string) => string;
  /** Other looks at what is picked, and where it is being dragged. */
  others?: Ghost[];
  pulled?: [number, number];
}

type Context = CanvasRenderingContext2D;

const FONT = '12px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
const THIN = 3;

export function xOf(frame: Frame, t: number): number {
  const [from, to] = frame.window;
  return frame.left + ((t - from) / (to - from)) * (frame.width - frame.left);
}

export function timeAt(frame: Frame, x: number): number {
  const [from, to] = frame.window;
  return from + ((x - frame.left) / (frame.width - frame.left)) * (to - from);
}

export function drawAxis(context: Context, frame: Frame, marked: Marked): void {
  const { colour } = marked;
  context.fillStyle = colour('card');
  context.fillRect(0, 0, frame.width, AXIS);
  context.font = FONT;
  context.textBaseline = 'middle';
  context.fillStyle = colour('soft');
  context.strokeStyle = colour('line');
  context.lineWidth = 1;
  let until = -1;
  for (const tick of ticks(frame)) {
    const x = Math.round(xOf(frame, tick)) + 0.5;
    const midnight = tick % 86400 === 0;
    const text = midnight ? day(tick) : clock(tick, frame.window[1] - frame.window[0] < 600);
    line(context, x, AXIS - 5, AXIS);
    if (x + 4 < until) continue;
    context.fillText(text, x + 4, AXIS / 2);
    until = x + 10 + context.measureText(text).width;
  }
  const now = xOf(frame, marked.t);
  if (now < frame.left) return;
  context.fillStyle = colour('now');
  context.beginPath();
  context.moveTo(now - 5, AXIS - 8);
  context.lineTo(now + 5, AXIS - 8);
  context.lineTo(now, AXIS);
  context.fill();
}

export class Lanes {
  private readonly layer = document.createElement('canvas');
  private drawn: readonly unknown[] = [];

  constructor(readonly lanes: Lane[]) {}

  /** Draw the lanes; their bars are drawn anew only when more changed than the time. */
  draw(context: Context, frame: Frame, marked: Marked, ratio: number, turn: number): void {
    const { width, left, window, top, height } = frame;
    const state = [width, left, ...window, top, height, marked.picked, marked.lane, ratio, turn];
    if (state.some((each, i) => each !== this.drawn[i])) this.lay(frame, marked, ratio);
    this.drawn = state;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.layer, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.past(context, frame, marked);
    if (marked.others?.length) this.ghosts(context, frame, marked);
  }

  /** Return the bar at a point of the canvas, the nearest within a few pixels. */
  at(frame: Frame, x: number, y: number): Bar | undefined {
    const lane = this.lanes[Math.floor((y + frame.top) / LANE)];
    if (!lane || x < frame.left) return undefined;
    let best: Bar | undefined;
    let least = 6;
    for (const bar of lane.bars) {
      const begin = xOf(frame, bar.start);
      const away = Math.max(begin - x, x - Math.max(xOf(frame, bar.end), begin + THIN), 0);
      if (away < least) [best, least] = [bar, away];
    }
    return best;
  }

  /** Return the other look at a point of the canvas, the nearest within a finger's breadth. */
  other(frame: Frame, others: Ghost[], x: number, y: number): Ghost | undefined {
    const name = this.lanes[Math.floor((y + frame.top) / LANE)]?.name;
    let best: Ghost | undefined;
    let least = 14;
    for (const each of others) {
      const away = each.lane === name ? Math.abs(xOf(frame, (each.start + each.end) / 2) - x) : least;
      if (away < least) [best, least] = [each, away];
    }
    return best;
  }

  private ghosts(context: Context, frame: Frame, { others = [], pulled, colour }: Marked): void {
    const places = new Map(this.lanes.map((each, i) => [each.name, i * LANE - frame.top]));
    const under = pulled && this.other(frame, others, ...pulled);
    context.lineWidth = 2;
    for (const each of others) {
      const x = xOf(frame, each.start);
      if (x < frame.left || x > frame.width) continue;
      const full = each.chosen || each === under;
      context.setLineDash(each.free ? [] : [2, 2]);
      context.strokeStyle = context.fillStyle = colour(full ? 'mark' : each.free ? 'good' : 'soft');
      const box = [x - 2, (places.get(each.lane) ?? -LANE) + 2, Math.max(xOf(frame, each.end) - x, THIN) + 4, LANE - 4] as const;
      if (full) context.fillRect(...box);
      else context.strokeRect(...box);
    }
    context.setLineDash([]);
    if (!pulled) return;
    context.fillStyle = colour('mark');
    context.fillRect(pulled[0] - 3, pulled[1] - LANE / 2 + 4, 6, LANE - 8);
  }

  private lay(frame: Frame, marked: Marked, ratio: number): void {
    const { width, height, top } = frame;
    this.layer.width = Math.round(width * ratio);
    this.layer.height = Math.round(height * ratio);
    const context = this.layer.getContext('2d', { alpha: false })!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = marked.colour('card');
    context.fillRect(0, 0, width, height);
    const first = Math.floor(top / LANE);
    const seen = this.lanes.slice(first, Math.ceil((top + height) / LANE));
    const shift = first * LANE - top;
    stripes(context, seen, first, shift, frame, marked);
    grid(context, frame, marked);
    bars(context, seen, shift, frame, marked);
    names(context, seen, shift, frame, marked);
  }

  /** What is over stands behind a veil, up to the line of now. */
  private past(context: Context, frame: Frame, { t, colour }: Marked): void {
    const now = xOf(frame, t);
    if (now < frame.left) return;
    context.fillStyle = colour('card');
    context.globalAlpha = 0.45;
    context.fillRect(frame.left, 0, Math.min(now, frame.width) - frame.left, frame.height);
    context.globalAlpha = 1;
    context.strokeStyle = colour('now');
    context.lineWidth = 1.5;
    line(context, now, 0, frame.height);
  }
}

function grid(context: Context, frame: Frame, { colour }: Marked): void {
  context.strokeStyle = colour('line');
  context.lineWidth = 1;
  context.globalAlpha = 0.7;
  for (const tick of ticks(frame)) line(context, Math.round(xOf(frame, tick)) + 0.5, 0, frame.height);
  context.globalAlpha = 1;
}

function ticks(frame: Frame): number[] {
  const scale = scaleUtc().domain(frame.window.map((each) => each * 1000));
  return scale.ticks(Math.max(2, (frame.width - frame.left) / 90)).map((each) => each.getTime() / 1000);
}

function line(context: Context, x: number, from: number, to: number): void {
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, to);
  context.stroke();
}

type Part = [context: Context, seen: Lane[], shift: number, frame: Frame, marked: Marked];

function stripes(context: Context, seen: Lane[], first: number, shift: number, frame: Frame, marked: Marked): void {
  const { lane, colour } = marked;
  context.fillStyle = colour('well');
  context.globalAlpha = 0.45;
  for (let i = 1 - (first % 2); i < seen.length; i += 2) context.fillRect(0, shift + i * LANE, frame.width, LANE);
  context.globalAlpha = 1;
  if (lane === undefined) return;
  context.strokeStyle = colour('focus');
  context.lineWidth = 2;
  context.strokeRect(1, shift + (lane - first) * LANE + 1, frame.width - 2, LANE - 2);
}

// Kinds differ by height and place, not by colour alone: an image fills its lane, an upload stands
// in the upper half, a downlink in the lower one. Bars of one colour are one path.
function bars(...[context, seen, shift, frame, { picked, colour }]: Part): void {
  const [from, to] = frame.window;
  const paths = new Map<number, Path2D>();
  let chosen: [number, number, number] | undefined;
  seen.forEach((lane, i) => {
    const top = shift + i * LANE;
    for (const bar of lane.bars) {
      if (bar.end < from || bar.start > to) continue;
      const x = Math.max(xOf(frame, bar.start), frame.left);
      const width = Math.max(xOf(frame, bar.end) - x, THIN);
      let path = paths.get(bar.rank);
      if (!path) paths.set(bar.rank, (path = new Path2D()));
      const [y, height] = PLACES[bar.kind];
      path.rect(x, top + y, width, height);
      if (bar.id === picked) chosen = [x, top, width];
    }
  });
  for (const [rank, path] of paths) {
    context.fillStyle = colour(`o${rank}`);
    context.fill(path);
  }
  if (!chosen) return;
  context.strokeStyle = colour('ink');
  context.lineWidth = 2;
  context.strokeRect(chosen[0] - 2, chosen[1] + 2, chosen[2] + 4, LANE - 4);
}

const PLACES: Record<Bar['kind'], [number, number]> = {
  image: [4, LANE - 8],
  upload: [4, LANE / 2 - 4],
  downlink: [LANE / 2 + 1, LANE / 2 - 4],
};

function names(...[context, seen, shift, frame, { colour }]: Part): void {
  context.fillStyle = colour('card');
  context.fillRect(0, 0, frame.left, frame.height);
  context.font = FONT;
  context.textBaseline = 'middle';
  seen.forEach((lane, i) => {
    const y = shift + i * LANE + LANE / 2;
    sign(context, lane, y, colour);
    context.fillStyle = colour('ink');
    context.fillText(short(context, lane.name, frame.left - 26), 20, y + 0.5);
  });
  context.strokeStyle = colour('line');
  context.lineWidth = 1;
  line(context, frame.left - 0.5, 0, frame.height);
}

/** A satellite is a dot, an antenna a triangle. */
function sign(context: Context, lane: Lane, y: number, colour: Marked['colour']): void {
  context.fillStyle = colour(lane.kind === 'satellite' ? `o${lane.rank}` : 'soft');
  context.beginPath();
  if (lane.kind === 'satellite') context.arc(10, y, 4, 0, 7);
  else {
    context.moveTo(10, y - 4);
    context.lineTo(14, y + 4);
    context.lineTo(6, y + 4);
  }
  context.fill();
}

function short(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let cut = text.length;
  while (cut > 1 && context.measureText(`${text.slice(0, cut)}…`).width > width) cut--;
  return `${text.slice(0, cut)}…`;
}
