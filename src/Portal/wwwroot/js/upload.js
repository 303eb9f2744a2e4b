// Sends files one request each, two at a time, and tells the page what becomes of them. Bytes never pass the circuit; reports do, in small batches.
const AT_ONCE = 2;
const ROWS_A_REPORT = 50; // A circuit's message may hold 32 KB.
const REPORT_EVERY_MS = 250;
const ANSWER_WITHIN_MS = 15000;

export function attach(zone, filesInput, folderInput, urgentInput, page, options) {
  const waiting = [];
  const changed = new Map();
  const reports = reportsTo(page);
  let next = 0;
  let running = 0;
  let reporting = null;
  let left = false;

  const report = () => {
    reporting ??= setTimeout(() => {
      reporting = null;
      // While the page is silent only the latest figures are kept.
      if (reports.waiting()) return report();
      batches([...changed.values()]).forEach((rows) => reports.tell("Progressed", rows));
      changed.clear();
    }, REPORT_EVERY_MS);
  };

  const add = (files) => {
    // As it is now: the box may be changed while these wait.
    const urgent = urgentInput.checked;
    const rows = files.map(({ file, path }) => ({ index: next++, file, path, urgent }));
    batches(rows.map((r) => ({ index: r.index, name: r.path, bytes: r.file.size }))).forEach((some) => reports.tell("Added", some));
    // Urgent ones are sent before those that wait already.
    if (urgent) waiting.unshift(...rows);
    else waiting.push(...rows);
    while (running < AT_ONCE && waiting.length > 0) run();
  };

  // Waits for no answer of the page: the circuit may be away, and who leaves the page still wants the files to arrive.
  const run = async () => {
    running++;
    while (waiting.length > 0) {
      const row = waiting.shift();
      const answer = row.file.size > options.largestBytes
        ? { problem: `This file has ${mib(row.file.size)} MiB; one upload may hold ${mib(options.largestBytes)} MiB.` }
        : await send(row, options, (sent) => { if (!left) { changed.set(row.index, { index: row.index, sent }); report(); } });
      changed.delete(row.index);
      const some = batches(answer.files ?? []);
      (some.length > 0 ? some : [[]]).forEach((outcomes, i) => reports.tell("Finished", row.index, i * ROWS_A_REPORT, outcomes, answer.problem ?? null));
    }
    running--;
    release();
  };

  const leaving = (event) => { if (running > 0) event.preventDefault(); };
  // The tab must not be closed by mistake before all is sent, whatever page it shows by then.
  const release = () => { if (left && running === 0) window.removeEventListener("beforeunload", leaving); };
  const over = (event) => { event.preventDefault(); zone.classList.add("oxi-drop-over"); };
  const out = () => zone.classList.remove("oxi-drop-over");
  const drop = async (event) => {
    event.preventDefault();
    out();
    add(await dropped(event.dataTransfer));
  };
  const picked = (event) => {
    const files = [...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    event.target.value = "";
    add(files);
  };

  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", out);
  zone.addEventListener("drop", drop);
  filesInput.addEventListener("change", picked);
  folderInput.addEventListener("change", picked);
  window.addEventListener("beforeunload", leaving);
  return {
    dispose: () => {
      left = true;
      reports.stop();
      release();
    },
  };
}

/**
 * Tells the page one thing after the other, each until it answers: a call that is made while the circuit is away, or whose answer is lost with it, is
 * never settled by Blazor. What the page hears twice it takes once.
 */
function reportsTo(page) {
  const queue = [];
  let telling = false;
  let stopped = false;

  const tellAll = async () => {
    if (telling) return;
    telling = true;
    while (queue.length > 0) {
      const [method, ...args] = queue[0];
      const answered = await within(ANSWER_WITHIN_MS, page.invokeMethodAsync(method, ...args));
      if (answered) queue.shift();
    }
    telling = false;
  };

  return {
    waiting: () => queue.length > 0,
    tell: (...call) => {
      if (stopped) return;
      queue.push(call);
      tellAll();
    },
    stop: () => {
      stopped = true;
      queue.length = 0;
    },
  };
}

/** Whether the call was settled in time, be it by a refusal. */
async function within(ms, call) {
  let timer;
  const late = new Promise((resolve) => { timer = setTimeout(() => resolve(false), ms); });
  const settled = call.then(() => true, () => true);
  const answered = await Promise.race([settled, late]);
  clearTimeout(timer);
  return answered;
}

function batches(rows) {
  const some = [];
  for (let at = 0; at < rows.length; at += ROWS_A_REPORT) some.push(rows.slice(at, at + ROWS_A_REPORT));
  return some;
}

function send(row, options, progress) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append("files", row.file, row.path);
    const request = new XMLHttpRequest();
    request.open("POST", row.urgent ? `${options.url}?priority=stat` : options.url);
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
