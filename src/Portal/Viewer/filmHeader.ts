import { FilmError } from './filmError.ts';

/** One data element of the DICOM JSON model, PS3.18 Annex F. */
interface JsonElement {
  readonly vr: string;
  readonly Value?: readonly unknown[];
}

export type DicomJson = Readonly<Record<string, JsonElement>>;

/** What the viewer needs to know of a film to show its pixels rightly. */
export interface FilmHeader {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** MONOCHROME1: the lowest value is the brightest. */
  readonly lowestIsWhite: boolean;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** Null: the header has no usable window, or a table that only the pixels' own spread can stand in for. */
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly voiFunction: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
  readonly padding: number | null;
  /** Distance of pixel centres in mm, down and across; null where the header has none that is positive. */
  readonly spacingMm: { readonly row: number; readonly column: number } | null;
  readonly patientOrientation: readonly string[] | null;
}

/** Throws a FilmError where the header does not describe a grey film. */
export function readHeader(json: DicomJson): FilmHeader {
  const rows = number(json, '00280010');
  const columns = number(json, '00280011');
  const bitsAllocated = number(json, '00280100');
  if (rows === null || columns === null || !(rows > 0) || !(columns > 0)) {
    throw new FilmError('This object has no image: its header names no rows and columns.', false);
  }
  const photometric = text(json, '00280004') ?? '';
  if ((number(json, '00280002') ?? 1) !== 1 || !photometric.startsWith('MONOCHROME')) {
    throw new FilmError(`This image is ${photometric || 'not grey'}; only grey films can be shown.`, false);
  }
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
    throw new FilmError(`This film's pixels have ${String(bitsAllocated ?? 'unknown')} bits; 8, 16 and 32 can be shown.`, false);
  }
  const bitsStored = number(json, '00280101') ?? bitsAllocated;
  const center = number(json, '00281050');
  const width = number(json, '00281051');
  const voiFunction = text(json, '00281056')?.toUpperCase();
  // PS3.3 C.11.1.1.2 and C.11.2.1.2: a zero slope would paint every pixel alike, a width below 1 is not allowed.
  const slope = number(json, '00281053');
  return {
    rows,
    columns,
    frames: number(json, '00280008') ?? 1,
    bitsAllocated,
    bitsStored,
    highBit: number(json, '00280102') ?? bitsStored - 1,
    signed: number(json, '00280103') === 1,
    lowestIsWhite: photometric === 'MONOCHROME1',
    rescaleSlope: slope === null || slope === 0 ? 1 : slope,
    rescaleIntercept: number(json, '00281052') ?? 0,
    window: center !== null && width !== null && width >= 1 ? { center, width } : null,
    voiFunction: voiFunction === 'SIGMOID' || voiFunction === 'LINEAR_EXACT' ? voiFunction : 'LINEAR',
    padding: number(json, '00280120'),
    spacingMm: spacing(json, '00280030') ?? spacing(json, '00181164'),
    patientOrientation: strings(json, '00200020'),
  };
}

// Cornerstone's WebGL paints black without any error where a spacing is 0: not positive means absent.
function spacing(json: DicomJson, tag: string): { row: number; column: number } | null {
  const values = json[tag]?.Value;
  const row = Number(values?.[0]);
  const column = Number(values?.[1]);
  return row > 0 && column > 0 && Number.isFinite(row) && Number.isFinite(column) ? { row, column } : null;
}

function number(json: DicomJson, tag: string): number | null {
  const value = json[tag]?.Value?.[0];
  if (typeof value !== 'number' && typeof value !== 'string') {
    return null;
  }
  const parsed = typeof value === 'number' ? value : Number.parseFloat(value);
  return Number.isFinite(parsed) ? parsed : null;
}

function text(json: DicomJson, tag: string): string | null {
  const value = json[tag]?.Value?.[0];
  return typeof value === 'string' ? value.trim() : null;
}

function strings(json: DicomJson, tag: string): readonly string[] | null {
  const values = json[tag]?.Value?.filter((value): value is string => typeof value === 'string');
  return values === undefined || values.length === 0 ? null : values;
}
