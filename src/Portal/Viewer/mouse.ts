import type { BoxTool } from './boxTool.ts';
import type { FilmViewport } from './filmViewport.ts';
import type { Point } from './transform.ts';

export type Tool = 'window' | 'zoom' | 'pan';

/** What each button does: left the active tool, right the window, middle the pan. */
function toolOf(button: number, active: Tool): Tool | null {
  return ([active, 'pan', 'window'] as const)[button] ?? null;
}

const zoomPerPixel = 0.008;
const wheelZoom = 0.0015;

/** Mouse and pen on the film. Per-move work stays here; only finished acts leave. */
export class Mouse {
  private drag: { readonly tool: Tool | 'box'; readonly from: Point; last: Point; far: boolean } | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly viewport: FilmViewport,
    private readonly boxTool: BoxTool,
    private readonly actions: {
      readonly tool: () => Tool;
      /** The values' spread: a drag across the whole film changes the window by so much. */
      readonly spread: () => number;
      readonly clicked: (at: Point) => void;
    },
  ) {
    element.addEventListener('pointerdown', this.down);
    element.addEventListener('pointermove', this.move);
    element.addEventListener('pointerup', this.up);
    element.addEventListener('pointercancel', this.up);
    element.addEventListener('wheel', this.wheel, { passive: false });
    element.addEventListener('contextmenu', preventDefault);
    // The middle button would scroll instead of pan.
    element.addEventListener('mousedown', preventDefault);
  }

  dispose(): void {
    this.element.removeEventListener('pointerdown', this.down);
    this.element.removeEventListener('pointermove', this.move);
    this.element.removeEventListener('pointerup', this.up);
    this.element.removeEventListener('pointercancel', this.up);
    this.element.removeEventListener('wheel', this.wheel);
    this.element.removeEventListener('contextmenu', preventDefault);
    this.element.removeEventListener('mousedown', preventDefault);
  }

  private readonly down = (event: PointerEvent): void => {
    this.element.focus({ preventScroll: true });
    if (this.drag !== null || this.viewport.imageToCanvas() === null) {
      return;
    }
    const at = this.place(event);
    const tool = event.button === 0 && this.boxTool.press(at) ? 'box' : toolOf(event.button, this.actions.tool());
    if (tool !== null) {
      this.drag = { tool, from: at, last: at, far: false };
      this.element.setPointerCapture(event.pointerId);
    }
  };

  private readonly move = (event: PointerEvent): void => {
    const at = this.place(event);
    if (this.drag === null) {
      this.element.style.cursor = this.boxTool.cursorAt(at) ?? 'default';
      return;
    }
    const { drag } = this;
    const dx = at.x - drag.last.x;
    const dy = at.y - drag.last.y;
    drag.last = at;
    drag.far ||= Math.hypot(at.x - drag.from.x, at.y - drag.from.y) > 3;
    switch (drag.tool) {
      case 'box':
        this.boxTool.move(at);
        break;
      case 'pan':
        this.viewport.panBy(dx, dy);
        break;
      case 'zoom':
        this.viewport.zoomBy(Math.exp(-dy * zoomPerPixel), drag.from);
        break;
      case 'window':
        this.changeWindow(dx, dy);
        break;
    }
  };

  private readonly up = (event: PointerEvent): void => {
    const { drag } = this;
    if (drag === null) {
      return;
    }
    this.drag = null;
    if (drag.tool === 'box') {
      this.boxTool.release();
    } else if (!drag.far && event.button === 0 && event.type === 'pointerup') {
      this.actions.clicked(drag.from);
    }
  };

  private readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 40;
    this.viewport.zoomBy(Math.exp(-pixels * wheelZoom), this.place(event));
  };

  /** Right is wider, down moves the window to higher values. */
  private changeWindow(dx: number, dy: number): void {
    const perPixel = this.actions.spread() / Math.max(1, this.element.clientWidth);
    const { lower, upper } = this.viewport.window;
    const width = Math.max(perPixel / 4, upper - lower + dx * perPixel);
    const level = (lower + upper) / 2 + dy * perPixel;
    this.viewport.setWindow({ lower: level - width / 2, upper: level + width / 2 });
  }

  private place(event: MouseEvent): Point {
    const area = this.element.getBoundingClientRect();
    return { x: event.clientX - area.left, y: event.clientY - area.top };
  }
}

function preventDefault(event: Event): void {
  event.preventDefault();
}
