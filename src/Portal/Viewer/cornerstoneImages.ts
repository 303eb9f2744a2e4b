import { Enums, cache, imageLoader, metaData, utilities, type Types } from '@cornerstonejs/core';
import type { LoadedFilm } from './filmLoader.ts';
import type { GreyValues } from './pixels.ts';
import { initialRange, windowOf } from './window.ts';

const films = new Map<string, LoadedFilm>();

let registered = false;

/** Makes a loaded film known to Cornerstone; the returned image id is its name there. */
export function offerFilm(film: LoadedFilm): string {
  if (!registered) {
    imageLoader.registerImageLoader('wadors', loadImage);
    metaData.addProvider(metadataOf, 10000);
    registered = true;
  }
  const { dicomweb, study, series, instance, frame } = film.address;
  const imageId = `wadors:${dicomweb}/studies/${study}/series/${series}/instances/${instance}/frames/${String(frame)}`;
  films.set(imageId, film);
  return imageId;
}

/** Forgets a film's pixels; Cornerstone would keep them until its cache of 3 GB is full. */
export function withdrawFilm(imageId: string): void {
  films.delete(imageId);
  if (cache.getImageLoadObject(imageId) !== undefined) {
    cache.removeImageLoadObject(imageId);
  }
}

function loadImage(imageId: string): { promise: Promise<Types.IImage> } {
  const film = films.get(imageId);
  return {
    promise: film === undefined ? Promise.reject(new Error(`No film is offered as ${imageId}.`)) : Promise.resolve(imageOf(imageId, film)),
  };
}

function imageOf(imageId: string, film: LoadedFilm): Types.IImage {
  const { rows, columns, spacingMm, colour } = film.header;
  const { values, lowest, highest } = film.pixels;
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({
    width: columns,
    height: rows,
    numberOfComponents: colour ? 3 : 1,
    scalarData: values,
    id: imageId,
  });
  const { center, width } = windowOf(initialRange(film.header, film.pixels));
  return {
    imageId,
    minPixelValue: lowest,
    maxPixelValue: highest,
    slope: 1,
    intercept: 0,
    windowCenter: center,
    windowWidth: width,
    // Curves are in the values already (pixels.ts): what is left is a straight line between two greys.
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    getPixelData: () => values,
    // None of its own: then the CPU fallback, which asks for one at the window of 0 to 255, paints the pixels itself.
    getCanvas: () => undefined as unknown as HTMLCanvasElement,
    rows,
    columns,
    width: columns,
    height: rows,
    color: colour,
    rgba: false,
    numberOfComponents: colour ? 3 : 1,
    columnPixelSpacing: spacingMm?.column ?? 1,
    rowPixelSpacing: spacingMm?.row ?? 1,
    invert: film.header.lowestIsWhite,
    photometricInterpretation: photometricOf(film),
    sizeInBytes: values.byteLength,
    dataType: typeOf(values),
    voxelManager,
  };
}

function photometricOf(film: LoadedFilm): string {
  if (film.header.colour) {
    return 'RGB';
  }
  return film.header.lowestIsWhite ? 'MONOCHROME1' : 'MONOCHROME2';
}

function typeOf(values: GreyValues): Types.PixelDataTypedArrayString {
  return values.constructor.name as Types.PixelDataTypedArrayString;
}

// A projection radiograph has no place in the patient's coordinate system: the film lies in the plane z = 0, the first pixel's centre at 0.
function metadataOf(type: string, imageId: unknown): unknown {
  const film = typeof imageId === 'string' ? films.get(imageId) : undefined;
  if (film === undefined) {
    return undefined;
  }
  const { header, pixels } = film;
  switch (type) {
    case 'imagePlaneModule':
      return {
        frameOfReferenceUID: film.address.instance,
        rows: header.rows,
        columns: header.columns,
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        imagePositionPatient: [0, 0, 0],
        rowPixelSpacing: header.spacingMm?.row ?? 1,
        columnPixelSpacing: header.spacingMm?.column ?? 1,
        pixelSpacing: [header.spacingMm?.row ?? 1, header.spacingMm?.column ?? 1],
        usingDefaultValues: header.spacingMm === null,
      };
    case 'imagePixelModule':
      return {
        samplesPerPixel: header.colour ? 3 : 1,
        photometricInterpretation: photometricOf(film),
        rows: header.rows,
        columns: header.columns,
        bitsAllocated: pixels.values.BYTES_PER_ELEMENT * 8,
        bitsStored: pixels.values.BYTES_PER_ELEMENT * 8,
        highBit: pixels.values.BYTES_PER_ELEMENT * 8 - 1,
        pixelRepresentation: pixels.lowest < 0 ? 1 : 0,
      };
    case 'generalSeriesModule':
      return { modality: 'DX', seriesInstanceUID: film.address.series };
    default:
      return undefined;
  }
}
