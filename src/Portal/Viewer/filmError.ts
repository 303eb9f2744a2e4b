/** Why a film cannot be shown: a sentence for the reader. */
export class FilmError extends Error {
  override readonly name = 'FilmError';

  constructor(
    sentence: string,
    /** Whether trying again may help. */
    readonly retry: boolean,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
  }
}
