// Sends files one request each, two at a time, and tells the page what becomes of them. Bytes never pass the circuit; reports do, in small batches.
const AT_ONCE = 2;
const ROWS_A_REPORT = 50; // A circuit's message may hold 32 KB.
const REPORT_EVERY_MS = 250;

export function attach(zone, filesInput, folderInput, page, options) {
  const waiting = [];
  const changed = new Map();
  let next = 0;
  let running = 0;
  let reporting = null;

  const report = () => {
    reporting ??= setTimeout(async () => {
      const rows = [...changed.values()];
      changed.clear();
      for (let at = 0; at < rows.length; at += ROWS_A_REPORT) await page.invokeMethodAsync("Progressed", rows.slice(at, at + ROWS_A_REPORT));
      reporting = null;
      if (changed.size > 0) report();
    }, REPORT_EVERY_MS);
  };

  const add = async (files) => {
    const rows = files.map(({ file, path }) => ({ index: next++, file, path }));
    for (let at = 0; at < rows.length; at += ROWS_A_REPORT) {
      await page.invokeMethodAsync("Added", rows.slice(at, at + ROWS_A_REPORT).map((r) => ({ index: r.index, name: r.path, bytes: r.file.size })));
    }
    waiting.push(...rows);
    while (running < AT_ONCE && waiting.length > 0) run();
  };

  const run = async () => {
    running++;
    while (waiting.length > 0) {
      const row = waiting.shift();
      const answer = row.file.size > options.largestBytes
        ? { problem: `This file has ${mib(row.file.size)} MiB; one upload may hold ${mib(options.largestBytes)} MiB.` }
        : await send(row, options, (sent) => { changed.set(row.index, { index: row.index, sent }); report(); });
      changed.delete(row.index);
      const outcomes = answer.files ?? [];
      for (let at = 0; at < Math.max(outcomes.length, 1); at += ROWS_A_REPORT) {
        await page.invokeMethodAsync("Finished", row.index, outcomes.slice(at, at + ROWS_A_REPORT), answer.problem ?? null);
      }
    }
    running--;
  };

  const leaving = (event) => { if (running > 0) event.preventDefault(); };
  const over = (event) => { event.preventDefault(); zone.classList.add("oxi-drop-over"); };
  const out = () => zone.classList.remove("oxi-drop-over");
  const drop = async (event) => {
    event.preventDefault();
    out();
    await add(await dropped(event.dataTransfer));
  };
  const picked = async (event) => {
    const files = [...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    event.target.value = "";
    await add(files);
  };

  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", out);
  zone.addEventListener("drop", drop);
  filesInput.addEventListener("change", picked);
  folderInput.addEventListener("change", picked);
  window.addEventListener("beforeunload", leaving);
  return { dispose: () => window.removeEventListener("beforeunload", leaving) };
}

function send(row, options, progress) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append("files", row.file, row.path);
    const request = new XMLHttpRequest();
    request.open("POST", options.url);
    request.setRequestHeader(options.tokenHeader, options.token);
    request.upload.onprogress = (event) => progress(Math.min(event.loaded, row.file.size));
    request.onerror = () => resolve({ problem: "The connection broke off while this file was sent. Try it again." });
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status === 200 && body?.files) resolve(body);
      else if (request.status === 401) resolve({ problem: "You are no longer signed in. Sign in again, then upload the rest." });
      else resolve({ problem: body?.title ?? `The server answered ${request.status}. Try this file again.` });
    };
    request.send(form);
  });
}

/** Files of a drop, folders walked through; a path begins with its folder's name. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, path: file.name }));
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

async function walk(entry, folder, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) found.push({ file, path: folder + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return;
    for (const child of some) await walk(child, `${folder}${entry.name}/`, found);
  }
}

const mib = (bytes) => Math.ceil(bytes / 1048576);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
