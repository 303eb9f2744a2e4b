import { clipped, dragged, handleAt, type Handle } from './boxEdit.ts';
import { apply, boxBetween, invert, magnification, type Affine, type Box, type Point } from './transform.ts';

/** A drag shorter than this is a click, in CSS pixels. */
const clickReach = 4;
/** How near an edge must be pressed to hold it, in CSS pixels. */
const handleReach = 8;

export type BoxMode = 'off' | 'drawing' | 'adjusting';

interface Drag {
  readonly from: Point;
  readonly handle: Handle | null;
  readonly box: Box | null;
}

/** Drawing a new box and changing one, in image coordinates. Speaks canvas coordinates to the mouse. */
export class BoxTool {
  private currentMode: BoxMode = 'off';
  private currentBox: Box | null = null;
  private drag: Drag | null = null;

  constructor(
    private readonly view: () => { readonly map: Affine; readonly rows: number; readonly columns: number } | null,
    /** The box has been drawn or changed; the mode is then 'adjusting'. */
    private readonly shaped: (box: Box) => void,
    private readonly changed: () => void,
  ) {}

  get mode(): BoxMode {
    return this.currentMode;
  }

  get box(): Box | null {
    return this.currentBox;
  }

  /** Waits for a new box to be drawn. */
  draw(): void {
    this.currentMode = 'drawing';
    this.currentBox = null;
    this.drag = null;
    this.changed();
  }

  /** Lets a box be moved and resized. */
  adjust(box: Box): void {
    this.currentMode = 'adjusting';
    this.currentBox = box;
    this.drag = null;
    this.changed();
  }

  leave(): void {
    this.currentMode = 'off';
    this.currentBox = null;
    this.drag = null;
    this.changed();
  }

  /** The button went down. True: the press is this tool's. */
  press(at: Point): boolean {
    const view = this.view();
    if (view === null || this.currentMode === 'off') {
      return false;
    }
    const p = apply(invert(view.map), at);
    if (this.currentMode === 'drawing') {
      this.drag = { from: at, handle: null, box: null };
      return true;
    }
    const handle = this.currentBox === null ? null : handleAt(this.currentBox, p, handleReach / magnification(view.map));
    if (handle === null) {
      return false;
    }
    this.drag = { from: at, handle, box: this.currentBox };
    return true;
  }

  move(at: Point): void {
    const view = this.view();
    if (view === null || this.drag === null) {
      return;
    }
    const back = invert(view.map);
    const from = apply(back, this.drag.from);
    const to = apply(back, at);
    if (this.drag.handle === null || this.drag.box === null) {
      const far = Math.hypot(at.x - this.drag.from.x, at.y - this.drag.from.y) >= clickReach;
      this.currentBox = far ? clipped(boxBetween(from, to), view.rows, view.columns) : null;
    } else {
      this.currentBox = dragged(this.drag.box, this.drag.handle, to.x - from.x, to.y - from.y, view.rows, view.columns);
    }
    this.changed();
  }

  release(): void {
    if (this.drag === null) {
      return;
    }
    this.drag = null;
    if (this.currentBox !== null) {
      this.currentMode = 'adjusting';
      this.shaped(this.currentBox);
    }
    this.changed();
  }

  /** The pointer's shape over this place; null: not this tool's. */
  cursorAt(at: Point): string | null {
    const view = this.view();
    if (view === null || this.currentMode === 'off') {
      return null;
    }
    if (this.currentMode === 'drawing') {
      return 'crosshair';
    }
    const handle =
      this.currentBox === null ? null : handleAt(this.currentBox, apply(invert(view.map), at), handleReach / magnification(view.map));
    return handle === null ? null : handle === 'move' ? 'move' : `${handle}-resize`;
  }
}
