/** Names beside their points, none over another: the important first, then where there is room. */

export interface Label {
  text: string;
  x: number;
  y: number;
  /** Half the size of the mark that the name stands beside. */
  mark: number;
  /** Higher ones are placed first. */
  weight: number;
}

export interface Placed extends Label {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP = 3;

export function placeLabels(
  labels: readonly Label[],
  width: (text: string) => number,
  line: number,
  frame: { width: number; height: number },
  /** What stands over the drawing: no name is written under it. */
  over: readonly Box[] = [],
): Placed[] {
  const marks = labels.map(({ x, y, mark }) => ({ left: x - mark, top: y - mark, width: 2 * mark, height: 2 * mark }));
  const taken: Box[] = [...marks, ...over];
  const placed: Placed[] = [];
  const order = labels.map((_, i) => i).sort((a, b) => labels[b]!.weight - labels[a]!.weight);
  for (const i of order) {
    const label = labels[i]!;
    const size = { width: width(label.text), height: line };
    for (const [left, top] of places(label, size.width, line)) {
      const box = { left, top, ...size };
      if (left < 2 || top < 2 || left + size.width > frame.width - 2 || top + line > frame.height - 2) continue;
      if (taken.some((other, k) => k !== i && meets(box, other))) continue;
      taken.push(box);
      placed.push({ ...label, ...box });
      break;
    }
  }
  return placed;
}

function places(label: Label, width: number, line: number): [number, number][] {
  const { x, y, mark } = label;
  const far = mark + GAP;
  return [
    [x + far, y - line / 2],
    [x - far - width, y - line / 2],
    [x - width / 2, y - far - line],
    [x - width / 2, y + far],
    [x + far * 0.7, y + far * 0.5],
    [x + far * 0.7, y - far * 0.5 - line],
    [x - far * 0.7 - width, y + far * 0.5],
    [x - far * 0.7 - width, y - far * 0.5 - line],
  ];
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function meets(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
