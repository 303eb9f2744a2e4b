import { FilmError } from './filmError.ts';
import type { FilmFrame } from './filmFrame.ts';
import { loadFilm, type LoadedFilm } from './filmLoader.ts';
import type { FilmViewport } from './filmViewport.ts';
import type { ViewerOptions } from './host.ts';

type FilmEntry = ViewerOptions['films'][number];

/** The film that is shown, or on its way. The last one asked for wins; a failure is shown as a sentence in its place. */
export class FilmSlot {
  private loaded: LoadedFilm | null = null;
  private instance: string | null = null;
  private sentence: string | null = null;
  private loading: AbortController | null = null;

  constructor(
    private readonly frame: FilmFrame,
    private readonly viewport: FilmViewport,
    private readonly options: ViewerOptions,
    private readonly changed: () => void,
  ) {}

  /** Null while it is on its way, or failed. */
  get film(): LoadedFilm | null {
    return this.loaded;
  }

  /** SOP Instance UID of the film that was asked for. */
  get wanted(): string | null {
    return this.instance;
  }

  /** Why the film cannot be shown. */
  get error(): string | null {
    return this.sentence;
  }

  async show(entry: FilmEntry): Promise<void> {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.instance = entry.instance;
    this.loaded = null;
    this.sentence = null;
    this.frame.film.classList.add('oxi-loading');
    this.frame.clearMessage();
    this.changed();
    try {
      const { dicomweb, study } = this.options;
      const film = await loadFilm({ dicomweb, study, series: entry.series, instance: entry.instance, frame: 1 }, loading.signal);
      await this.viewport.show(film);
      // Another film may have been asked for while this one was on its way.
      if (!loading.signal.aborted) {
        this.loaded = film;
        this.frame.film.classList.remove('oxi-loading');
      }
    } catch (error) {
      if (!loading.signal.aborted) {
        this.failed(error, entry);
      }
    }
    this.changed();
  }

  stop(): void {
    this.loading?.abort();
  }

  private failed(error: unknown, entry: FilmEntry): void {
    const known = error instanceof FilmError;
    this.sentence = known ? error.message : 'This browser could not paint the film. Reload the page; if it stays so, add ?render=cpu.';
    if (!known) {
      console.error('Film', error);
    }
    this.frame.showMessage(this.sentence, known && !error.retry ? null : () => void this.show(entry));
  }
}
