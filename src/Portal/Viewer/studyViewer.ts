import { StudyAnalyses, type FilmAnalysis } from './analysis.ts';
import type { AnalysisEvent } from './analysisEvents.ts';
import { BoxSession } from './boxSession.ts';
import { BoxTool } from './boxTool.ts';
import { whenCircuitIsBack } from './circuit.ts';
import { diagnosticsOf, type Diagnostics } from './diagnostics.ts';
import { displayedJson } from './displayed.ts';
import { filmCommands } from './filmCommands.ts';
import { FilmFrame } from './filmFrame.ts';
import { FilmPainter, type Scene } from './filmPainter.ts';
import { FilmSlot } from './filmSlot.ts';
import { FilmViewport } from './filmViewport.ts';
import { findingAt, type FindingMark } from './findings.ts';
import { FirstHeat } from './firstHeat.ts';
import type { Host, ViewerOptions } from './host.ts';
import { signalRSource, watchStudy, type Watcher } from './hub.ts';
import { KeyListener } from './keyListener.ts';
import { KeySheet } from './keySheet.ts';
import type { Command } from './keys.ts';
import { Mouse, type Tool } from './mouse.ts';
import { OverlayControls } from './overlayControls.ts';
import { defaultOverlays } from './overlaySettings.ts';
import { watchPixelRatio } from './pixelRatio.ts';
import { ReadingActs } from './readingActs.ts';
import { Toolbar } from './toolbar.ts';
import { apply, centreOf, invert, magnification } from './transform.ts';
import { windowOf } from './window.ts';

/** What the page on the server says about the read, each time it changes. */
export interface PageState {
  readonly findings: readonly FindingMark[];
  readonly selected: string | null;
  readonly editable: boolean;
  /** "regions 1.0, irregularities 1.2"; empty before an analysis has ended. */
  readonly models: string;
}

/** The places on the page that the viewer fills. */
export interface Places {
  /** The whole study page: its panel is hidden and shown. */
  readonly page: HTMLElement;
  readonly film: HTMLElement;
  /** Findings and verdicts, beside the film. */
  readonly panel: HTMLElement;
  readonly controls: HTMLElement;
}

/** The film part of one open study page. */
export class StudyViewer {
  private readonly frame: FilmFrame;
  private readonly toolbar: Toolbar;
  private readonly controls: OverlayControls;
  private readonly painter: FilmPainter;
  private readonly viewport: FilmViewport;
  private readonly slot: FilmSlot;
  private readonly boxTool: BoxTool;
  private readonly boxes: BoxSession;
  private readonly acts: ReadingActs;
  private readonly mouse: Mouse;
  private readonly keys: KeyListener;
  private readonly keySheet: KeySheet;
  private readonly firstHeat: FirstHeat;
  private readonly watcher: Watcher;
  private readonly stops: readonly (() => void)[];
  private readonly commands: Partial<Record<Command, () => void>>;
  private readonly analyses = new StudyAnalyses();
  private readonly settings = defaultOverlays();
  private state: PageState;
  private tool: Tool = 'window';
  /** Events of the analyses can arrive; null: not known yet. */
  private connected: boolean | null = null;
  private disposed = false;

  constructor(
    places: Places,
    private readonly options: ViewerOptions,
    host: Host,
  ) {
    this.state = { findings: [], selected: null, editable: options.editable, models: '' };
    this.frame = new FilmFrame(options.heatThreshold);
    this.toolbar = new Toolbar((command) => {
      this.run(command);
      this.frame.film.focus({ preventScroll: true });
    });
    places.film.replaceChildren(this.toolbar.element, this.frame.stage);
    this.painter = new FilmPainter(
      this.frame,
      () => this.scene(),
      (map) => {
        this.boxes.place(map);
        if (this.settings.heat && !this.settings.hidden) {
          this.firstHeat.painted(this.analysis);
        }
      },
    );
    this.viewport = new FilmViewport(this.frame.film, options.renderer, this.redraw);
    this.slot = new FilmSlot(this.frame, this.viewport, options, this.redraw);
    this.controls = new OverlayControls(places.controls, this.settings, this.redraw);
    this.boxTool = new BoxTool(
      () => this.view(),
      () => {
        this.boxes.shaped();
      },
      this.redraw,
    );
    this.boxes = new BoxSession(this.frame.stage, this.boxTool, options, host, {
      instance: () => this.slot.film?.address.instance ?? null,
      displayed: () => this.displayed(),
      told: () => {
        this.showNotes();
      },
      left: () => {
        this.frame.film.focus({ preventScroll: true });
      },
    });
    this.mouse = new Mouse(this.frame.film, this.viewport, this.boxTool, {
      tool: () => this.tool,
      spread: () => (this.slot.film === null ? 1 : Math.max(1, this.slot.film.pixels.highest - this.slot.film.pixels.lowest)),
      clicked: (at) => {
        this.clicked(at);
      },
    });
    this.keySheet = new KeySheet(places.page, () => {
      this.frame.film.focus({ preventScroll: true });
    });
    this.keys = new KeyListener(
      this.frame.film,
      (command) => {
        this.run(command);
      },
      (reason) => {
        this.acts.reject(reason);
      },
      (hidden) => {
        this.settings.hidden = hidden;
        this.redraw();
      },
      () => places.page.querySelector('[data-testid="reasons"]') !== null,
    );
    this.acts = new ReadingActs(host, this.keys, () => {
      this.showNotes();
    });
    this.commands = filmCommands({
      viewport: this.viewport,
      settings: this.settings,
      boxes: this.boxes,
      choose: (tool) => {
        this.tool = tool;
        this.toolbar.show(tool);
      },
      overlaysChanged: () => {
        this.controls.show();
        this.redraw();
      },
      showKeys: () => {
        this.keySheet.show();
      },
      togglePanel: () => {
        places.page.classList.toggle('oxi-panel-hidden');
      },
      toPanel: () => {
        places.page.classList.remove('oxi-panel-hidden');
        places.panel.focus();
      },
      draw: () => {
        if (this.state.editable && this.slot.film !== null) {
          this.boxes.draw();
        }
      },
      edit: () => {
        this.edit();
      },
      reject: () => {
        this.keys.reasonMenu = this.state.editable && this.state.selected !== null;
      },
      submit: () => {
        this.submit();
      },
    });
    this.toolbar.show(this.tool);
    const hub = signalRSource(options.hub, options.study);
    this.firstHeat = new FirstHeat((analysisId, ms) => {
      hub.painted(analysisId, ms);
    });
    this.watcher = watchStudy(hub, {
      next: (event) => {
        this.take(event);
      },
      lastSequence: () => this.analyses.lastSequence,
      connected: (up) => {
        this.connected = up;
        this.showNotes();
      },
    });
    window.addEventListener('beforeunload', this.beforeUnload);
    this.stops = [
      whenCircuitIsBack(() => {
        this.acts.circuitIsBack();
        this.boxes.resume();
      }),
      watchPixelRatio(() => {
        this.frame.align();
        this.viewport.resize();
      }),
    ];
    const first = options.instance ?? options.films[0]?.instance ?? null;
    if (first !== null) {
      void this.showFilm(first);
    }
    this.boxes.resume();
    this.frame.film.focus({ preventScroll: true });
  }

  /** Shows a film of the study. A failure is shown as a sentence in its place. */
  async showFilm(instance: string): Promise<void> {
    const entry = this.options.films.find((film) => film.instance === instance);
    if (entry === undefined || this.disposed) {
      return;
    }
    this.boxes.drop('Another film is shown');
    await this.slot.show(entry);
  }

  /** Takes what the page says now. */
  update(state: PageState): void {
    this.state = state;
    if (!state.editable) {
      this.boxes.drop('The read is submitted');
    }
    this.redraw();
  }

  /** Brings a finding to the middle of the film. */
  centreOn(key: string): void {
    const finding = this.state.findings.find((candidate) => candidate.key === key);
    if (finding !== undefined && finding.instance === this.slot.film?.address.instance) {
      this.viewport.centreOn(centreOf(finding.box));
    }
  }

  setReasonMenu(open: boolean): void {
    this.acts.setReasonMenu(open);
  }

  /** Keys, toolbar and the page's own buttons: what is not the film's goes to the server. */
  run(command: Command): void {
    const onFilm = this.commands[command];
    if (onFilm !== undefined) {
      onFilm();
    }
    if (onFilm === undefined || command === 'cancel' || command === 'reject') {
      this.acts.command(command);
    }
  }

  /** Whether the page may be left without losing a box. Where not, the reader is told why. */
  mayLeave(): boolean {
    return this.boxes.mayLeave();
  }

  /** JSON: what the reader sees now. */
  displayed(): string {
    const map = this.viewport.imageToCanvas();
    const instance = this.slot.film?.address.instance ?? '';
    return displayedJson({
      instance,
      range: this.viewport.window,
      inverted: this.slot.film !== null && this.viewport.inverted,
      zoom: map === null ? 0 : magnification(map),
      overlays: this.settings,
      heatThreshold: this.options.heatThreshold,
      analysis: this.analyses.of(instance),
      models: this.state.models,
      renderedBy: this.viewport.renderedBy,
    });
  }

  diagnostics(): Diagnostics {
    return diagnosticsOf({
      map: () => this.view()?.map ?? null,
      film: this.frame.film,
      analysis: () => this.analysis,
      heatThreshold: this.options.heatThreshold,
      marks: () => this.marksHere(),
      state: () => ({
        film: this.slot.wanted,
        shown: this.slot.film !== null,
        error: this.slot.error,
        rows: this.slot.film?.header.rows ?? null,
        columns: this.slot.film?.header.columns ?? null,
        lastSequence: this.analyses.lastSequence,
        connected: this.connected === true,
        tool: this.tool,
        window: windowOf(this.viewport.window),
        inverted: this.slot.film !== null && this.viewport.inverted,
        overlays: { ...this.settings },
        renderedBy: this.viewport.renderedBy,
        boxMode: this.boxTool.mode,
        box: this.boxTool.box,
        unsaved: this.boxes.waiting,
        findings: this.state.findings.length,
        selected: this.state.selected,
        editable: this.state.editable,
      }),
    });
  }

  dispose(): void {
    this.disposed = true;
    window.removeEventListener('beforeunload', this.beforeUnload);
    this.stops.forEach((stop) => {
      stop();
    });
    this.slot.stop();
    this.painter.stop();
    this.watcher.stop();
    this.keys.dispose();
    this.mouse.dispose();
    this.boxes.dispose();
    this.viewport.dispose();
    this.frame.dispose();
  }

  private edit(): void {
    const finding = this.state.findings.find((candidate) => candidate.key === this.state.selected);
    if (this.state.editable && finding !== undefined && finding.instance === this.slot.film?.address.instance) {
      this.boxes.edit(finding);
    }
  }

  /** Boxes come first: the read is locked once it is submitted. */
  private submit(): void {
    if (this.boxes.settled()) {
      this.acts.command('submit');
    }
  }

  private clicked(at: { x: number; y: number }): void {
    const map = this.viewport.imageToCanvas();
    if (map === null || this.settings.hidden) {
      return;
    }
    const p = apply(invert(map), at);
    const finding = findingAt(this.marksHere(), p.x, p.y);
    if (finding !== null) {
      this.acts.select(finding.key);
    }
  }

  private take(event: AnalysisEvent): void {
    const scored = this.analyses.take(event);
    if (scored !== null && event.sopInstanceUid === this.slot.wanted && event.sequence > this.options.lastSequence) {
      this.firstHeat.arrived(event.analysisId);
      this.painter.glow(scored);
    }
    this.redraw();
  }

  private marksHere(): readonly FindingMark[] {
    return this.state.findings.filter((finding) => finding.instance === this.slot.film?.address.instance);
  }

  private get analysis(): FilmAnalysis {
    return this.analyses.of(this.slot.wanted ?? '');
  }

  private view() {
    const map = this.slot.film === null ? null : this.viewport.imageToCanvas();
    return map === null || this.slot.film === null
      ? null
      : { map, rows: this.slot.film.header.rows, columns: this.slot.film.header.columns };
  }

  private readonly redraw = (): void => {
    this.painter.redraw();
  };

  private scene(): Scene | null {
    const view = this.view();
    if (view === null || this.slot.film === null) {
      return null;
    }
    return {
      ...view,
      header: this.slot.film.header,
      range: this.viewport.window,
      analysis: this.analysis,
      settings: this.settings,
      heatThreshold: this.options.heatThreshold,
      findings: this.marksHere(),
      selected: this.state.selected,
      draft: this.boxTool.box === null ? null : { box: this.boxTool.box, handles: this.boxTool.mode === 'adjusting' },
      editedKey: this.boxes.editedKey,
    };
  }

  private showNotes(): void {
    const live = this.connected === false ? ['Live results are interrupted; trying to connect again.'] : [];
    this.frame.showNotes([...live, ...this.acts.notes(), ...this.boxes.notes()]);
  }

  private readonly beforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.boxes.unfinished) {
      event.preventDefault();
    }
  };
}
