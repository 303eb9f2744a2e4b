import { FilmError } from './filmError.ts';
import { readHeader, type DicomJson, type FilmHeader } from './filmHeader.ts';
import { firstPart } from './multipart.ts';
import { toGrey, type GreyPixels } from './pixels.ts';

/** Which frame of which instance. */
export interface FilmAddress {
  readonly dicomweb: string;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  /** From 1. */
  readonly frame: number;
}

export interface LoadedFilm {
  readonly address: FilmAddress;
  readonly header: FilmHeader;
  readonly pixels: GreyPixels;
}

/** Fetches header and pixels by WADO-RS (PS3.18 section 10.4), uncompressed. Throws a FilmError with a sentence for the reader. */
export async function loadFilm(address: FilmAddress, signal: AbortSignal): Promise<LoadedFilm> {
  const instance = `${address.dicomweb}/studies/${address.study}/series/${address.series}/instances/${address.instance}`;
  const [metadata, frame] = await Promise.all([
    fetchOk(`${instance}/metadata`, 'application/dicom+json', signal).then((response) => response.json() as Promise<DicomJson[]>),
    fetchOk(
      `${instance}/frames/${String(address.frame)}`,
      'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1',
      signal,
    ).then(async (response) => ({
      contentType: response.headers.get('Content-Type') ?? '',
      body: new Uint8Array(await response.arrayBuffer()),
    })),
  ]).catch((error: unknown) => {
    throw asFilmError(error, signal);
  });
  const dataset = metadata[0];
  if (dataset === undefined) {
    throw new FilmError('The film has no header in the store. Ask an administrator to look at the upload.', false);
  }
  const header = readHeader(dataset, address.frame);
  try {
    return { address, header, pixels: toGrey(header, firstPart(frame.contentType, frame.body)) };
  } catch (error) {
    throw error instanceof RangeError ? new FilmError(`The film did not arrive whole: ${error.message} Try again.`, true) : error;
  }
}

async function fetchOk(url: string, accept: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { headers: { Accept: accept }, signal });
  if (response.ok) {
    return response;
  }
  const said = await sentenceOf(response);
  switch (response.status) {
    case 401:
    case 403:
      throw new FilmError('You are not signed in any more, or may not see this film. Sign in again.', false);
    case 404:
      throw new FilmError(said ?? 'The film is not in the store any more. Ask an administrator to look at the upload.', false);
    case 406:
    case 415:
      throw new FilmError(said ?? 'The server cannot decompress this film.', false);
    default:
      throw new FilmError(said ?? `The server could not send the film (${String(response.status)}). Try again.`, true);
  }
}

/** The server's own words, RFC 9457 problem details. */
async function sentenceOf(response: Response): Promise<string | null> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) {
    return null;
  }
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown };
    if (typeof problem.detail === 'string') {
      return problem.detail;
    }
    return typeof problem.title === 'string' ? problem.title : null;
  } catch {
    return null;
  }
}

function asFilmError(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof FilmError || signal.aborted) {
    return error;
  }
  return new FilmError('The film could not be fetched: the server did not answer. Check the connection and try again.', true, {
    cause: error,
  });
}
