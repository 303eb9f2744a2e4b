// Tests of src/Portal/wwwroot/js/upload.js, run by UploadScriptTests: node --test upload.test.mjs
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

const script = await readFile(new URL("../../../src/Portal/wwwroot/js/upload.js", import.meta.url), "utf8");
const { attach } = await import(`data:text/javascript,${encodeURIComponent(script)}`);

/** An upload page in a browser whose requests are all answered at once. */
function browser(answerOfPage) {
  const sent = [];
  globalThis.FormData = class {
    append(_, file) {
      this.name = file.name;
    }
  };
  globalThis.XMLHttpRequest = class {
    upload = {};
    status = 200;
    responseText = '{"files":[{"fileName":"a"}]}';
    open(_, url) {
      this.url = url;
    }
    setRequestHeader() {}
    send(form) {
      sent.push(this.url.endsWith("?priority=stat") ? `${form.name}!` : form.name);
      setImmediate(() => this.onload());
    }
  };
  globalThis.window = new EventTarget();
  const input = new EventTarget();
  const told = [];
  const page = { invokeMethodAsync: (method, ...args) => (told.push([method, ...args]), answerOfPage(method)) };
  const zone = Object.assign(new EventTarget(), { classList: { add() {}, remove() {} } });
  const urgent = { checked: false };
  const attached = attach(zone, input, new EventTarget(), urgent, page, { url: "/api/uploads", largestBytes: 100 });
  const choose = (...names) => {
    const files = names.map((name) => ({ name, size: 10 }));
    const event = new Event("change");
    Object.defineProperty(event, "target", { value: { files, value: "" } });
    input.dispatchEvent(event);
  };
  const mayClose = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  return { sent, told, choose, mayClose, attached, urgent };
}

const settled = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

test("Once the page is left every file that was chosen is still sent, and the tab asks before it is closed until then", async () => {
  const { sent, choose, mayClose, attached } = browser(() => Promise.reject(new Error("There is no such object any more.")));
  choose("a", "b", "c", "d");
  attached.dispose();
  assert.equal(mayClose(), false);
  await settled();
  assert.deepEqual(sent, ["a", "b", "c", "d"]);
  assert.ok(mayClose());
});

test("A page that cannot be reached for a while holds no file back, and learns the rest when it answers again", async () => {
  const { setTimeout } = globalThis;
  const timers = [];
  globalThis.setTimeout = (then) => timers.push(then);
  let here = false;
  const { sent, told, choose } = browser(() => (here ? Promise.resolve() : new Promise(() => {})));
  choose("a", "b", "c");
  await settled();
  assert.deepEqual(sent, ["a", "b", "c"]);
  assert.deepEqual(told.map(([method]) => method), ["Added"]);
  here = true;
  timers.forEach((late) => late());
  await settled();
  globalThis.setTimeout = setTimeout;
  assert.deepEqual(told.map(([method, index]) => (method === "Finished" ? index : method)), ["Added", "Added", 0, 1, 2]);
});

test("What is added as urgent says so, and is sent before what waits already", async () => {
  const { sent, choose, urgent } = browser(() => Promise.resolve());
  choose("a", "b", "c", "d");
  urgent.checked = true;
  choose("e");
  urgent.checked = false;
  choose("f");
  await settled();
  assert.deepEqual(sent, ["a", "b", "e!", "c", "d", "f"]);
});
