// Bundles every *.test.ts for node and runs them with node's own test runner: node test.mjs
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.join(here, 'build', `tests-${process.pid}`);
const tests = (await readdir(here)).filter((name) => name.endsWith('.test.ts'));

await build({
  absWorkingDir: here,
  entryPoints: tests,
  outdir: output,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = tests.map((name) => path.join(output, name.replace(/\.ts$/, '.mjs')));
const run = spawn(process.execPath, ['--enable-source-maps', '--test', ...process.argv.slice(2), ...files], { stdio: 'inherit' });
run.on('exit', async (code) => {
  await rm(output, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
