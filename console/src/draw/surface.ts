/** A canvas as sharp as the screen, drawn at most once a frame. */

export class Surface {
  readonly context: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  ratio = 1;
  private asked = 0;
  private readonly watch: ResizeObserver;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly draw: () => void,
  ) {
    this.context = canvas.getContext('2d')!;
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(canvas);
  }

  /** Draw with the next frame; asked several times before, it is drawn once. */
  later = (): void => {
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      if (this.width) this.draw();
    });
  };

  end(): void {
    this.watch.disconnect();
    cancelAnimationFrame(this.asked);
  }

  private fit(): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    this.ratio = window.devicePixelRatio || 1;
    this.width = Math.round(width);
    this.height = Math.round(height);
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.later();
  }
}
