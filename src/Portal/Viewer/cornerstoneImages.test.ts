import assert from 'node:assert/strict';
import test from 'node:test';
import { cache, imageLoader } from '@cornerstonejs/core';
import { offerFilm, withdrawFilm } from './cornerstoneImages.ts';
import type { LoadedFilm } from './filmLoader.ts';

const film: LoadedFilm = {
  address: { dicomweb: '/dicomweb', study: '1', series: '1.1', instance: '1.1.1', frame: 1 },
  header: {
    rows: 2,
    columns: 3,
    frames: 1,
    colour: false,
    bitsAllocated: 16,
    bitsStored: 12,
    highBit: 11,
    signed: false,
    lowestIsWhite: false,
    presentation: null,
    rescaleSlope: 1,
    rescaleIntercept: 0,
    modalityLut: null,
    window: null,
    voiFunction: 'LINEAR',
    voiLut: null,
    padding: null,
    spacingMm: null,
    patientOrientation: null,
  },
  pixels: { values: new Uint16Array(6), lowest: 0, highest: 5, padded: null },
};

test('The pixels of a film that is no longer shown are kept nowhere', async () => {
  const imageId = offerFilm(film);
  await imageLoader.loadAndCacheImage(imageId);
  assert.equal(cache.getCacheSize(), film.pixels.values.byteLength);
  withdrawFilm(imageId);
  assert.equal(cache.getCacheSize(), 0);
  assert.equal(cache.getImageLoadObject(imageId), undefined);
});

test('A film that was offered and never painted can be withdrawn', () => {
  const imageId = offerFilm(film);
  withdrawFilm(imageId);
  withdrawFilm(imageId);
});
