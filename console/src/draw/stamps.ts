/** Small marks drawn once and then copied: a copy costs a fraction of a path. */

type Context = CanvasRenderingContext2D;
type Draw = (context: Context) => void;

export class Stamps {
  private readonly kept = new Map<string, HTMLCanvasElement>();
  private ratio = 1;
  private turn = -1;

  /** Forget the marks where the screen is another or its colours are. */
  fit(ratio: number, turn: number): void {
    if (ratio === this.ratio && turn === this.turn) return;
    [this.ratio, this.turn] = [ratio, turn];
    this.kept.clear();
  }

  /** Return a copier of a mark of so many pixels from its middle; `draw` draws it around 0, 0. */
  of(context: Context, name: string, half: number, draw: Draw): (x: number, y: number) => void {
    const { ratio } = this;
    const middle = Math.ceil(half * ratio);
    const mark = this.kept.get(name) ?? this.make(name, middle, draw);
    // On whole pixels the copy is exact, and quick.
    return (x, y) => context.drawImage(mark, Math.round(x * ratio) - middle, Math.round(y * ratio) - middle);
  }

  private make(name: string, middle: number, draw: Draw): HTMLCanvasElement {
    const mark = document.createElement('canvas');
    mark.width = mark.height = 2 * middle;
    const context = mark.getContext('2d')!;
    context.setTransform(this.ratio, 0, 0, this.ratio, middle, middle);
    draw(context);
    this.kept.set(name, mark);
    return mark;
  }
}
