// Bundles the viewer for the browser: node build.mjs [OUTPUT FOLDER]
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.resolve(process.argv[2] ?? path.join(here, '../wwwroot/viewer'));
// Written elsewhere and moved file by file: who reads meanwhile never sees half a bundle.
const fresh = path.join(here, 'build', `bundle-${process.pid}`);

await mkdir(fresh, { recursive: true });
try {
  await build({
    absWorkingDir: here,
    entryPoints: { viewer: 'viewer.ts' },
    outdir: fresh,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'linked',
    // vtk.js names them in branches that only run in node.
    external: ['fs', 'path'],
    logLevel: 'warning',
  });
  await copyFile(path.join(here, 'viewer.css'), path.join(fresh, 'viewer.css'));
  await mkdir(output, { recursive: true });
  for (const file of await readdir(fresh)) {
    await rename(path.join(fresh, file), path.join(output, file));
  }
  await rm(fresh, { recursive: true, force: true });
} catch (error) {
  await rm(fresh, { recursive: true, force: true });
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
