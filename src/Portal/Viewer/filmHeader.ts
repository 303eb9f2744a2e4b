import { FilmError } from './filmError.ts';
import { readLut, readWholeLut, sixteen, type Lut } from './lut.ts';

/** One data element of the DICOM JSON model, PS3.18 Annex F. */
interface JsonElement {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  /** Base64 of little-endian bytes. */
  readonly InlineBinary?: string;
}

export type DicomJson = Readonly<Record<string, JsonElement>>;

/** What the viewer needs to know of a film to show its pixels rightly. */
export interface FilmHeader {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  /** Red, green, blue, 8 bits each: the server sends every colour so. Else grey. */
  readonly colour: boolean;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Presentation LUT Shape INVERSE, or MONOCHROME1 where there is no shape: the lowest value is the brightest. False where a Presentation LUT is applied: it comes behind. */
  readonly lowestIsWhite: boolean;
  /** Over the output of the window, turned over before where `inverted`. PS3.3 C.11.6. */
  readonly presentation: { readonly lut: Lut; readonly inverted: boolean } | null;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** In place of slope and intercept. */
  readonly modalityLut: Lut | null;
  /** The first that the standard allows; null: the header has none. */
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly voiFunction: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
  /** The first table of greys, where the header has no window. */
  readonly voiLut: Lut | null;
  /** Stored values that are no part of the picture, both ends included. */
  readonly padding: { readonly lowest: number; readonly highest: number } | null;
  /** Distance of pixel centres in mm, down and across; null where the header has none that is positive. */
  readonly spacingMm: { readonly row: number; readonly column: number } | null;
  readonly patientOrientation: readonly string[] | null;
}

/** Throws a FilmError where the header describes neither a grey film nor RGB. `frame` counts from 1. */
export function readHeader(json: DicomJson, frame = 1): FilmHeader {
  const rows = number(json, '00280010');
  const columns = number(json, '00280011');
  const bitsAllocated = number(json, '00280100');
  if (rows === null || columns === null || !(rows > 0) || !(columns > 0)) {
    throw new FilmError('This object has no image: its header names no rows and columns.', false);
  }
  const photometric = text(json, '00280004') ?? '';
  const samples = number(json, '00280002') ?? 1;
  const colour = samples === 3 && photometric === 'RGB' && bitsAllocated === 8;
  if (!colour && (samples !== 1 || !photometric.startsWith('MONOCHROME'))) {
    throw new FilmError(`This image is ${photometric || 'of an unknown kind'}; grey films and colours sent as RGB can be shown.`, false);
  }
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
    throw new FilmError(`This film's pixels have ${String(bitsAllocated ?? 'unknown')} bits; 8, 16 and 32 can be shown.`, false);
  }
  const bitsStored = number(json, '00280101') ?? bitsAllocated;
  const signed = number(json, '00280103') === 1;
  const transformation = macro(json, '00289145', frame);
  const lowest = signed ? -(2 ** (bitsStored - 1)) : 0;
  const highest = 2 ** (bitsStored - (signed ? 1 : 0)) - 1;
  const { slope: rescaleSlope, intercept: rescaleIntercept } = rescaleOf(transformation, lowest, highest);
  const modalityLut = colour ? null : readWholeLut(transformation, '00283000', signed);
  const inverted = !colour && isInverted(json, photometric);
  const presentationLut = colour ? null : presentationOf(json);
  const voi = macro(json, '00289132', frame);
  const voiFunction = functionOf(voi);
  // Colour is not windowed by the header.
  const window = colour ? null : windowOf(voi, voiFunction);
  const least = leastOf(lowest, highest, rescaleSlope, rescaleIntercept);
  return {
    rows,
    columns,
    frames: number(json, '00280008') ?? 1,
    colour,
    bitsAllocated,
    bitsStored,
    highBit: number(json, '00280102') ?? bitsStored - 1,
    signed,
    lowestIsWhite: inverted && presentationLut === null,
    presentation: presentationLut === null ? null : { lut: presentationLut, inverted },
    rescaleSlope: colour ? 1 : rescaleSlope,
    rescaleIntercept: colour ? 0 : rescaleIntercept,
    modalityLut,
    window,
    voiFunction,
    voiLut: window === null && !colour ? readLut(voi, '00283010', modalityLut === null && least < 0) : null,
    padding: colour ? null : paddingOf(json, signed, bitsAllocated),
    spacingMm: spacingOf(json, frame),
    patientOrientation: strings(json, '00200020'),
  };
}

/** The item of a functional group: the frame's own, else the shared one, else (no functional groups) the header itself. PS3.3 C.7.6.16. */
function macro(json: DicomJson, tag: string, frame: number): DicomJson {
  const own = json['52009230']?.Value?.[frame - 1] as DicomJson | undefined;
  const shared = json['52009229']?.Value?.[0] as DicomJson | undefined;
  return ((own?.[tag] ?? shared?.[tag])?.Value?.[0] as DicomJson | undefined) ?? json;
}

// PS3.3 C.11.1.1.2, as the server reads it (ModalityLut.cs): a line that is flat, leaves the range of numbers or has several values for one would erase the film
// or make another: there is none then.
function rescaleOf(json: DicomJson, lowest: number, highest: number): { readonly slope: number; readonly intercept: number } {
  const one = (tag: string): number | null => (json[tag]?.Value?.length === 1 ? number(json, tag) : null);
  const [slope, intercept] = [one('00281053') ?? 1, one('00281052') ?? 0];
  const [a, b] = [Math.fround(lowest * slope + intercept), Math.fround(highest * slope + intercept)];
  return a !== b && Number.isFinite(Math.fround(a - b)) && Number.isFinite(Math.fround(a + b))
    ? { slope, intercept }
    : { slope: 1, intercept: 0 };
}

// PS3.3 C.11.4.1: the table spans all that the window gives. An item without a table says nothing.
function presentationOf(json: DicomJson): Lut | null {
  const item = json['20500010']?.Value?.[0] as DicomJson | undefined;
  if (item?.['00283002'] === undefined) {
    return null;
  }
  const lut = readWholeLut(json, '20500010', false);
  if (lut !== null && lut.first !== 0) {
    throw new FilmError('The Presentation LUT in the header of this film does not begin at 0; without it the greys would be wrong.', false);
  }
  return lut;
}

function isInverted(json: DicomJson, photometric: string): boolean {
  const shape = text(json, '20500020');
  return shape === 'INVERSE' || (shape !== 'IDENTITY' && photometric === 'MONOCHROME1');
}

function functionOf(voi: DicomJson): FilmHeader['voiFunction'] {
  const name = text(voi, '00281056');
  return name === 'SIGMOID' || name === 'LINEAR_EXACT' ? name : 'LINEAR';
}

// PS3.3 C.11.2.1.2 and C.11.2.1.3: LINEAR is at least 1 wide, the others more than 0.
function windowOf(voi: DicomJson, voiFunction: FilmHeader['voiFunction']): FilmHeader['window'] {
  const widths = voi['00281051']?.Value?.map(Number) ?? [];
  const centers = voi['00281050']?.Value?.map(Number) ?? [];
  for (const [i, width] of widths.entries()) {
    const center = centers[i];
    if (center !== undefined && Number.isFinite(center) && Number.isFinite(width) && (voiFunction === 'LINEAR' ? width >= 1 : width > 0)) {
      return { center, width };
    }
  }
  return null;
}

function leastOf(lowest: number, highest: number, slope: number, intercept: number): number {
  return Math.min(lowest * slope, highest * slope) + intercept;
}

// PS3.3 C.7.5.1.1.2.
function paddingOf(json: DicomJson, signed: boolean, bitsAllocated: number): FilmHeader['padding'] {
  const stored = (tag: string): number | null => {
    const value = number(json, tag);
    return value === null || bitsAllocated === 32 ? value : sixteen(value, signed);
  };
  const first = stored('00280120');
  if (first === null) {
    return null;
  }
  const last = stored('00280121') ?? first;
  return { lowest: Math.min(first, last), highest: Math.max(first, last) };
}

// As the server chooses it (FilmSpacing.cs, PS3.3 section 10.7): what holds at the patient comes before what holds at the detector.
function spacingOf(json: DicomJson, frame: number): FilmHeader['spacingMm'] {
  const calibrated = spacing(macro(json, '00289110', frame), '00280030');
  const atDetector = spacing(json, '00181164');
  const factor = number(json, '00181114') ?? 1;
  const corrected =
    atDetector !== null && factor > 1 && factor < 10 ? { row: atDetector.row / factor, column: atDetector.column / factor } : null;
  const isCopy =
    calibrated !== null && calibrated.row === atDetector?.row && calibrated.column === atDetector.column && text(json, '00280A02') === null;
  return (isCopy ? corrected : null) ?? calibrated ?? corrected ?? atDetector ?? spacing(json, '00182010');
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
