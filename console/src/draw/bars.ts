/** The drawing of a timeline: lanes of bars over a window of time. */

import { scaleUtc } from 'd3-scale';
import { clock, day } from '../lib/times';
import type { Bar, Lane } from './scene';

export const LANE = 20;
export const AXIS = 26;

export interface Frame {
  width: number;
  /** Where the lanes begin, right of their names. */
  left: number;
  window: [number, number];
}

export interface Marked {
  t: number;
  picked?: string;
  /** The lane that the keyboard is in. */
  lane?: number;
  colour: (name: string) => string;
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

export function drawLanes(context: Context, lanes: Lane[], frame: Frame, marked: Marked): void {
  const { colour } = marked;
  const height = lanes.length * LANE;
  context.fillStyle = colour('card');
  context.fillRect(0, 0, frame.width, height);
  stripes(context, lanes, frame, marked);
  context.strokeStyle = colour('line');
  context.lineWidth = 1;
  context.globalAlpha = 0.7;
  for (const tick of ticks(frame)) line(context, Math.round(xOf(frame, tick)) + 0.5, 0, height);
  context.globalAlpha = 1;
  lanes.forEach((lane, i) => bars(context, lane, i * LANE, frame, marked));
  const now = xOf(frame, marked.t);
  if (now >= frame.left) {
    context.strokeStyle = colour('now');
    context.lineWidth = 1.5;
    line(context, now, 0, height);
  }
  names(context, lanes, frame, marked);
}

/** Return the bar at a point of the lanes, the nearest within a few pixels. */
export function barAt(lanes: Lane[], frame: Frame, x: number, y: number): Bar | undefined {
  const lane = lanes[Math.floor(y / LANE)];
  if (!lane || x < frame.left) return undefined;
  let best: Bar | undefined;
  let least = 6;
  for (const bar of lane.bars) {
    const away = Math.max(xOf(frame, bar.start) - x, x - Math.max(xOf(frame, bar.end), xOf(frame, bar.start) + THIN), 0);
    if (away < least) [best, least] = [bar, away];
  }
  return best;
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

function stripes(context: Context, lanes: Lane[], frame: Frame, { lane, colour }: Marked): void {
  context.fillStyle = colour('well');
  context.globalAlpha = 0.45;
  for (let i = 1; i < lanes.length; i += 2) context.fillRect(0, i * LANE, frame.width, LANE);
  context.globalAlpha = 1;
  if (lane === undefined) return;
  context.strokeStyle = colour('focus');
  context.lineWidth = 2;
  context.strokeRect(1, lane * LANE + 1, frame.width - 2, LANE - 2);
}

// Kinds differ by height and place, not by colour alone: an image fills its lane, an upload stands
// in the upper half, a downlink in the lower one.
function bars(context: Context, lane: Lane, top: number, frame: Frame, { picked, t, colour }: Marked): void {
  const [from, to] = frame.window;
  for (const bar of lane.bars) {
    if (bar.end < from || bar.start > to) continue;
    const x = Math.max(xOf(frame, bar.start), frame.left);
    const width = Math.max(xOf(frame, bar.end) - x, THIN);
    const y = top + (bar.kind === 'downlink' ? LANE / 2 + 1 : 4);
    const height = bar.kind === 'image' ? LANE - 8 : LANE / 2 - 4;
    context.fillStyle = colour(`o${bar.rank}`);
    context.globalAlpha = bar.end < t ? 0.55 : 1;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
    if (bar.id !== picked) continue;
    context.strokeStyle = colour('ink');
    context.lineWidth = 2;
    context.strokeRect(x - 2, top + 2, width + 4, LANE - 4);
  }
}

function names(context: Context, lanes: Lane[], frame: Frame, { colour }: Marked): void {
  context.fillStyle = colour('card');
  context.fillRect(0, 0, frame.left, lanes.length * LANE);
  context.font = FONT;
  context.textBaseline = 'middle';
  lanes.forEach((lane, i) => {
    const y = i * LANE + LANE / 2;
    context.fillStyle = colour(lane.kind === 'satellite' ? `o${lane.rank}` : 'soft');
    if (lane.kind === 'satellite') {
      context.beginPath();
      context.arc(10, y, 4, 0, 7);
      context.fill();
    } else {
      context.beginPath();
      context.moveTo(10, y - 4);
      context.lineTo(14, y + 4);
      context.lineTo(6, y + 4);
      context.fill();
    }
    context.fillStyle = colour('ink');
    context.fillText(short(context, lane.name, frame.left - 26), 20, y + 0.5);
  });
  context.strokeStyle = colour('line');
  context.lineWidth = 1;
  line(context, frame.left - 0.5, 0, lanes.length * LANE);
}

function short(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let cut = text.length;
  while (cut > 1 && context.measureText(`${text.slice(0, cut)}…`).width > width) cut--;
  return `${text.slice(0, cut)}…`;
}
