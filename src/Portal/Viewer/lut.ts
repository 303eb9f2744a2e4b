import { FilmError } from './filmError.ts';
import type { DicomJson } from './filmHeader.ts';

/** A look-up table of the header: PS3.3 C.11.1.1 (modality), C.11.2.1.1 (VOI), C.11.6 (presentation). */
export interface Lut {
  /** The input that the first entry stands for; what lies outside takes the entry at that end. */
  readonly first: number;
  /** Bits of an entry: the output spans 0 to 2^bits - 1. */
  readonly bits: number;
  readonly entries: Uint16Array;
}

/** The first table of that sequence; null where there is none that can be read. `signed`: its input is. */
export function readLut(json: DicomJson, sequence: string, signed: boolean): Lut | null {
  const item = json[sequence]?.Value?.[0] as DicomJson | undefined;
  const descriptor = item?.['00283002']?.Value?.map(Number);
  if (item === undefined || descriptor?.length !== 3) {
    return null;
  }
  const [count = 0, first = 0, bits = 0] = descriptor;
  const wanted = (count & 0xffff) === 0 ? 65536 : count & 0xffff;
  const entries = entriesOf(item, wanted, bits);
  if (entries === null || !(bits >= 1 && bits <= 16)) {
    return null;
  }
  // Entries wider than their descriptor says widen the output rather than wrap around.
  const most = entries.reduce((a, b) => Math.max(a, b), 0);
  return { first: sixteen(first, signed), bits: Math.max(bits, 32 - Math.clz32(most)), entries };
}

/** As readLut; a table that is there and cannot be read is an error: without it the film would be another, and the server shows none. */
export function readWholeLut(json: DicomJson, sequence: string, signed: boolean): Lut | null {
  const lut = readLut(json, sequence, signed);
  if (lut === null && (json[sequence]?.Value?.length ?? 0) > 0) {
    throw new FilmError('A look-up table in the header of this film is damaged; without it the greys would be wrong.', false);
  }
  return lut;
}

export function lookUp(lut: Lut, input: number): number {
  const index = Math.min(lut.entries.length - 1, Math.max(0, Math.round(input) - lut.first));
  return lut.entries[index] ?? 0;
}

/** Writers mix up US and SS: what counts are the 16 bits and the sign of the pixels. */
export function sixteen(value: number, signed: boolean): number {
  return signed ? (value << 16) >> 16 : value & 0xffff;
}

function entriesOf(item: DicomJson, wanted: number, bits: number): Uint16Array | null {
  const data = item['00283006'];
  if (data?.Value !== undefined) {
    return data.Value.length >= wanted ? Uint16Array.from(data.Value.slice(0, wanted), Number) : null;
  }
  const bytes = Uint8Array.from(atob(data?.InlineBinary ?? ''), (byte) => byte.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  if (bytes.length >= wanted * 2) {
    return Uint16Array.from({ length: wanted }, (_, i) => view.getUint16(i * 2, true));
  }
  return bytes.length >= wanted && bits <= 8 ? Uint16Array.from(bytes.subarray(0, wanted)) : null;
}
