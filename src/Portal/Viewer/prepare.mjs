// Called by the build of src/Portal: node prepare.mjs STAMP
// Installs the packages where package-lock.json changed, bundles the viewer, and touches STAMP. Safe to run several times at once.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const stamp = process.argv[2];
const bundle = path.join(here, '../wwwroot/viewer/viewer.js');
const lock = path.join(here, 'build', 'lock');
const longestBuildMs = 10 * 60 * 1000;

function fail(sentence) {
  console.error(`error OXI0001: ${sentence}`);
  process.exit(1);
}

function modified(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One build at a time: a folder is made by exactly one process. The lock of a process that died is taken over. */
async function takeLock() {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (const begun = Date.now(); Date.now() - begun < longestBuildMs; await sleep(200)) {
    try {
      mkdirSync(lock);
      writeFileSync(path.join(lock, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    const age = Date.now() - modified(lock);
    let pid = 0;
    try {
      pid = Number(readFileSync(path.join(lock, 'pid'), 'utf8'));
    } catch {
      // Its owner is just about to write it, or has just gone.
    }
    if ((pid > 0 && !isAlive(pid)) || (pid === 0 && age > 5000)) {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  fail(`Another build of the viewer has held ${lock} for ten minutes. Remove that folder if none runs.`);
}

function isCurrent() {
  const sources = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isFile());
  const newest = Math.max(...sources.map((entry) => modified(path.join(here, entry.name))));
  return modified(bundle) > 0 && modified(stamp) >= newest;
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(here, 'package-lock.json')))
    .digest('hex');
  const installed = path.join(here, 'node_modules', '.installed');
  try {
    if (readFileSync(installed, 'utf8') === wanted) {
      return;
    }
  } catch {
    // Nothing installed yet.
  }
  console.log('Viewer: installing its npm packages');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error) {
    fail('npm was not found; it is needed to build the film viewer. Install it (Debian, Ubuntu: apt-get install npm) and build again.');
  }
  if (npm.status !== 0) {
    fail("npm could not install the film viewer's packages; see the lines above. Check the network and build again.");
  }
  writeFileSync(installed, wanted);
}

if (stamp === undefined) {
  fail('prepare.mjs needs the stamp file to touch as its argument.');
}
const [major] = process.versions.node.split('.');
if (Number(major) < 18) {
  fail(`The film viewer needs Node.js 18 or newer to build; this is ${process.version}. Install a newer one and build again.`);
}
await takeLock();
try {
  if (!isCurrent()) {
    install();
    const build = spawnSync(process.execPath, [path.join(here, 'build.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
    if (build.status !== 0) {
      process.exitCode = 1;
    } else {
      mkdirSync(path.dirname(stamp), { recursive: true });
      writeFileSync(stamp, '');
    }
  }
} finally {
  rmSync(lock, { recursive: true, force: true });
}
