/** Time between two drawings at least, in ms: ten a second are smooth enough to read by. */
export const DRAW_MS = 100;
/** A hidden page gets no animation frames; its rows are still taken, at this pace. */
const HIDDEN_MS = 1_000;

/** When to draw: handed in, so that a test can be the clock. */
export interface Tick {
  /** Calls back once, at the next moment for drawing. */
  request(draw: () => void): void;
}

/** Draws on animation frames, at most every {@link DRAW_MS}. */
export class FrameTick implements Tick {
  private last = 0;
  private scheduled = false;

  request(draw: () => void): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const run = () => {
      this.scheduled = false;
      this.last = performance.now();
      draw();
    };
    if (document.hidden) {
      setTimeout(run, HIDDEN_MS);
      return;
    }
    const early = this.last + DRAW_MS - performance.now();
    if (early <= 0) this.onFrame(run);
    else setTimeout(() => this.onFrame(run), early);
  }

  /** The page may be hidden between the request and the frame, which then never comes: a timer stands by. */
  private onFrame(run: () => void): void {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      clearTimeout(fallback);
      cancelAnimationFrame(frame);
      run();
    };
    const fallback = setTimeout(once, HIDDEN_MS);
    const frame = requestAnimationFrame(once);
  }
}
