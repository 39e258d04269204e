/** The state of the Today page: which instant, which span, what is picked; the day's own clock. */

import type { Picked } from '../../draw/earth';
import type { Scene } from '../../draw/scene';

const HOUR = 3600;
const SHORTEST_S = 300;

export class Day {
  t = $state(0);
  from = $state(0);
  to = $state(1);
  playing = $state(false);
  /** Seconds of the day in one second of play. */
  pace = $state(120);
  /** The instant follows the desk's clock. */
  live = $state(true);
  picked = $state.raw<Picked | undefined>();
  private readonly offset: number;

  constructor(
    readonly scene: Scene,
    now: number,
  ) {
    this.offset = now - Date.now() / 1000;
    this.t = this.inside(now);
    [this.from, this.to] = scene.horizon ?? [scene.start, scene.end];
  }

  /** The desk's clock, which need not be the machine's. */
  get now(): number {
    return Date.now() / 1000 + this.offset;
  }

  get window(): [number, number] {
    return [this.from, this.to];
  }

  go(t: number): void {
    this.live = false;
    this.t = this.inside(t);
  }

  goLive(): void {
    this.playing = false;
    this.live = true;
    this.t = this.inside(this.now);
  }

  /** Go on by so many seconds of a wall clock. */
  tick(seconds: number): void {
    if (this.playing) {
      this.live = false;
      const next = this.t + seconds * this.pace;
      if (next > this.scene.end) this.playing = false;
      this.t = this.inside(next);
    } else if (this.live) {
      this.t = this.inside(this.now);
    }
  }

  /** Show another span; it stays inside the day. */
  show(from: number, to: number): void {
    const { start, end } = this.scene;
    const length = Math.min(Math.max(to - from, SHORTEST_S), end - start);
    const begin = Math.min(Math.max(from, start), end - length);
    [this.from, this.to] = [begin, begin + length];
  }

  /** Bring the span nearer around an instant. */
  near(factor: number, around = (this.from + this.to) / 2): void {
    const part = (around - this.from) / (this.to - this.from);
    const length = Math.max(SHORTEST_S, (this.to - this.from) / factor);
    this.show(around - part * length, around + (1 - part) * length);
  }

  pick(picked: Picked | undefined, moves = true): void {
    this.picked = picked;
    if (!picked || picked.kind !== 'image' || !moves) return;
    const image = this.scene.images.find((each) => each.id === picked.id);
    if (!image) return;
    this.go(image.start);
    if (image.start < this.from || image.start > this.to) this.show(image.start - HOUR, image.start + HOUR);
  }

  private inside(t: number): number {
    return Math.min(Math.max(t, this.scene.start), this.scene.end);
  }
}
