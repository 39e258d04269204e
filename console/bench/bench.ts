/** What benchmarks/console.py drives: `measured.run(act, seconds)` draws and counts its frames. */

import { mount } from 'svelte';
import { landOf } from '../src/draw/earth';
import { sceneOf } from '../src/draw/scene';
import { startTheme } from '../src/lib/theme.svelte';
import { startWords } from '../src/lib/words.svelte';
import type { Land, Sky } from '../src/lib/schema';
import { Day } from '../src/pages/today/day.svelte';
import Bench from './Bench.svelte';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import '../src/styles/parts.css';

const PACE = 120;
const HOURS = 3600;

async function read<T>(name: string): Promise<T> {
  const answer = await fetch(name);
  return (await answer.json()) as T;
}

const acts: Record<string, (day: Day, map: HTMLElement | null, frame: number) => void> = {
  /** Only the time moves. */
  play: (day) => day.tick(1 / 60),
  /** The Earth is turned by a key each frame. */
  turn: (_, map) => map?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })),
  /** The span moves there and back, and changes its length. */
  pan: (day, _, frame) => {
    const middle = (day.scene.start + day.scene.end) / 2 + Math.sin(frame / 40) * 5 * HOURS;
    const half = (8 + 4 * Math.cos(frame / 55)) * HOURS;
    day.show(middle - half / 2, middle + half / 2);
  },
};

startTheme();
await startWords();
const [sky, land] = await Promise.all([read<Sky>('/sky.json'), read<Land>('/land.json')]);
const scene = sceneOf(sky);
// The day has many more satellites than lanes are measured: those that work have theirs.
scene.lanes = scene.lanes.filter((lane) => lane.kind === 'satellite' && lane.bars.length);
const day = new Day(scene, scene.start + 6 * HOURS);
day.pace = PACE;
const show = new URLSearchParams(location.search).get('show') ?? 'both';
mount(Bench, { target: document.getElementById('app')!, props: { day, land: landOf(land), show } });

const measured = {
  bars: scene.lanes.reduce((sum, lane) => sum + lane.bars.length, 0),
  lanes: scene.lanes.length,
  satellites: scene.crafts.length,
  /** Act at each frame of the browser for so many seconds; return how many frames there were. */
  run(act: string, seconds: number): Promise<number> {
    const map = document.querySelector<HTMLElement>('.map canvas');
    day.playing = act === 'play';
    return new Promise((done) => {
      const begun = performance.now();
      let frames = 0;
      const step = (now: number) => {
        if (now - begun > seconds * 1000) return done(frames);
        acts[act]!(day, map, frames++);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
  },
};
Object.assign(window, { measured });
