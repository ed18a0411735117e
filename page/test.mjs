// What the page does in a browser, and that it says what the program says. page/test runs this.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const target = resolve(process.env.TARGET);
const conversations = Number(process.env.CONVERSATIONS);
const require = createRequire(join(target, "page/tools/package.json"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const path = join(target, "page/advisor.html");
const file = pathToFileURL(path).href;
const text = readFileSync(path, "utf8");
const today = new Date().toISOString().slice(0, 10);

let browser, server, site;
before(async () => {
  browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  server = createServer((request, response) => {
    response.writeHead(request.url === "/" ? 200 : 404, { "content-type": "text/html" });
    response.end(request.url === "/" ? text : "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  site = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  await browser.close();
  server.close();
});

// Opens the page in a window that shares nothing with others, and notes what it asks for and what goes wrong.
async function open({ url = file, width = 1280, scheme = "light", prepare = () => {}, scripts = true, wanted = "main h1, #failed" } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.asked = [];
  page.wrong = [];
  page.on("request", (request) => page.asked.push(request.url()));
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("console", (message) => page.wrong.push(message.text()));
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setJavaScriptEnabled(scripts);
  await page.evaluateOnNewDocument(prepare);
  await page.goto(url);
  if (scripts) await page.waitForSelector(wanted);
  return page;
}

const close = (page) => page.browserContext().close();

// What the program prints; `lines` are typed to it.
async function program(args, lines = []) {
  const child = spawn(process.env.ADVISOR ?? join(target, "release/advisor"), args);
  const read = async (stream) => Buffer.concat(await stream.toArray()).toString();
  // What reads no answers may be gone before it gets them.
  child.stdin.on("error", () => {});
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  const [printed, asked, [code]] = await Promise.all([read(child.stdout), read(child.stderr), once(child, "exit")]);
  assert.equal(code, 0, asked);
  return { printed, asked };
}

// Holds conversations on the page, by its buttons: what was shown, what was replied, and the page that was saved.
function converse(seed, count) {
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = (all) => all[random(all.length)];
  let saved;
  URL.createObjectURL = (blob) => ((saved = blob), "about:blank");
  HTMLAnchorElement.prototype.click = () => {};
  const one = async () => {
    const [lines, shown, times] = [[], [], []];
    let isFirst = true;
    const press = (element, line) => {
      if (line !== undefined) lines.push(line);
      const start = performance.now();
      element.click();
      times.push(performance.now() - start);
    };
    replies.length = 0;
    show();
    for (let step = 0; step < 300; step += 1) {
      const main = document.querySelector("main");
      const actions = [...main.querySelectorAll(".actions button")];
      const back = actions.find((button) => button.textContent === "Back");
      if (document.querySelector(".tools")) {
        document.querySelector(".tools button").click();
        const html = await saved.text();
        return { lines, shown, times, html, text: main.textContent };
      }
      if (actions[0].textContent === "Begin") {
        press(actions[0]);
        continue;
      }
      shown.push(main.querySelector("h1").textContent);
      if (main.querySelector("form")) {
        shown[shown.length - 1] = `${main.querySelector("#progress").textContent} ${shown.at(-1)}`;
        const inputs = [...main.querySelectorAll("input")];
        if (back && random(16) === 0) {
          press(back, "b");
        } else {
          inputs.filter((input) => input.checked && input.type === "checkbox").forEach((input) => input.click());
          const chosen = random(8) === 0 ? [inputs.at(-1)] : [pick(inputs)];
          while (chosen[0].type === "checkbox" && random(2) === 0) chosen.push(pick(inputs.slice(0, -1)));
          new Set(chosen).forEach((input) => input.click());
          const checked = inputs.flatMap((input, position) => (input.checked ? [position] : []));
          press(actions[0], checked.includes(inputs.length - 1) ? "u" : checked.map((position) => position + 1).join(" "));
        }
      } else {
        const buttons = [...main.querySelectorAll(".lines button")];
        const isReview = buttons.length > 2;
        const line = isReview && random(3) > 0 ? 0 : random(buttons.length);
        if (back && random(8) === 0) press(back, "b");
        else press(buttons[line], String(line));
      }
    }
    throw new Error("the conversation has no end");
  };
  return (async () => {
    const held = [];
    while (held.length < count) held.push(await one());
    return held;
  })();
}

const squeezed = (text) => text.replace(/\s+/g, " ");

test("the file is small, and its engine imports nothing", async () => {
  assert.ok(statSync(path).size <= 1_000_000, `${statSync(path).size} bytes`);
  const engine = gunzipSync(Buffer.from(text.match(/id="engine">([^<]*)</)[1], "base64"));
  assert.deepEqual(WebAssembly.Module.imports(await WebAssembly.compile(engine)), []);
  console.log(`file ${statSync(path).size} bytes, engine ${engine.length} bytes`);
});

// How long scripts have kept the processor busy in the page, in milliseconds, whatever else runs on the machine.
async function busy(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ScriptDuration").value * 1000;
}

// How long a person waits depends on the machine, so it is printed and not held to a limit.
test("the first question comes, and a page after each reply", async () => {
  const runs = [];
  for (let run = 0; run < 3; run += 1) {
    const page = await open({ url: "about:blank", wanted: "body" });
    const client = await page.createCDPSession();
    await client.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(file);
    await page.waitForSelector("main h1");
    const press = async (selector) => {
      const start = await busy(client);
      await page.$eval(selector, (element) => element.click());
      return (await busy(client)) - start;
    };
    // What the page prepares while a person reads counts, too: they may go on at once.
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    const times = [(await busy(client)) + (await press(".actions button"))];
    runs.push(times);
    while (!(await page.$(".tools"))) {
      await page.evaluate(() => document.querySelector("form input:first-of-type")?.click());
      times.push(await press((await page.$("form")) ? ".actions button" : ".lines button"));
    }
    await close(page);
  }
  // The runs reply alike, and what is slower in one of them was disturbed.
  const [first, ...replies] = runs[0].map((_, reply) => Math.round(Math.min(...runs.map((times) => times[reply]))));
  console.log(`busy until the first question: ${first} ms; for each reply: ${replies.join(", ")} ms`);
  assert.ok(replies.length >= 5, `${replies.length} replies`);
});

test(`${conversations} random conversations go as in the program, to the same page`, async () => {
  const page = await open();
  const times = [];
  let offers = 0;
  const compare = async ({ lines, shown, html, text }) => {
    const said = await program(["quiz", "--plain", "--format", "html", "--as-of", today], lines);
    const same = [...html].findIndex((sign, at) => sign !== said.printed[at]);
    assert.ok(html === said.printed, `after ${lines} the page differs from ${html.slice(same, same + 200)}`);
    const heading = squeezed(html.match(/<h1>(.*?)<\/h1>/s)[1].replace(/<[^>]*>/g, "").replace(/&#39;/g, "'"));
    assert.ok(squeezed(text).includes(heading), heading);
    let asked = squeezed(said.asked);
    for (const screen of shown.map(squeezed)) {
      assert.ok(asked.includes(screen), `after ${lines} the program does not ask: ${screen}`);
      asked = asked.slice(asked.indexOf(screen) + screen.length);
    }
    assert.ok(!asked.includes("Question "), asked);
    offers += shown.some((screen) => screen.includes("already settle"));
  };
  for (let done = 0; done < conversations; done += 10) {
    const held = await page.evaluate(converse, done + 1, Math.min(10, conversations - done));
    await Promise.all(held.map(compare));
    times.push(...held.flatMap((one) => one.times));
  }
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
  console.log(`${times.length} replies: median ${at(0.5)} ms, 95% ${at(0.95)} ms, 99% ${at(0.99)} ms, longest ${at(1)} ms; ${offers} offers to stop`);
  assert.ok(offers > 0 || conversations < 200, "nobody was offered to stop");
  assert.deepEqual(page.asked, [file]);
  assert.deepEqual(page.wrong, []);
  await close(page);
});

// What is wrong with a screen: findings of axe, and what sticks out.
async function findings(page) {
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (wide > room) found.push(`${wide} pixels wide where there are ${room}`);
  const isLost = await page.evaluate(() => document.activeElement === document.body);
  if (isLost) found.push("nothing has the focus");
  return found;
}

// Presses Tab until an element that matches has the focus.
async function tab(page, selector) {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  assert.fail(`the keyboard does not lead to ${selector}`);
}

for (const [width, scheme, zoom] of [[1280, "light", 1], [360, "dark", 1], [320, "light", 1], [640, "dark", 2]]) {
  test(`the keyboard alone leads to the advice: ${width} pixels, ${scheme}, letters ${zoom} times as large`, async () => {
    const page = await open({ width, scheme });
    await page.evaluate(axe);
    await page.evaluate((zoom) => (document.documentElement.style.fontSize = `${zoom * 100}%`), zoom);
    assert.deepEqual(await findings(page), []);
    await tab(page, ".actions button");
    await page.keyboard.press("Enter");
    let questions = 0;
    while (!(await page.$(".tools"))) {
      assert.deepEqual(await findings(page), [], await page.$eval("h1", (heading) => heading.textContent));
      if (await page.$("form")) {
        if (questions === 0) {
          await tab(page, "button[type=submit]");
          await page.keyboard.press("Enter");
          assert.match(await page.$eval(".remark", (remark) => remark.textContent), /Not sure/);
          assert.deepEqual(await findings(page), []);
          await page.keyboard.press("Space");
        } else {
          await tab(page, "input");
          // The last choice is as good as any other, and leads to stops.
          await page.keyboard.press("Space");
          if (await page.evaluate(() => document.activeElement.type === "radio")) await page.keyboard.press("ArrowUp");
          if (await page.evaluate(() => document.activeElement.id === `choice-${document.querySelectorAll("input").length - 1}`)) await page.keyboard.press("ArrowUp");
        }
        await page.keyboard.press("Enter");
        questions += 1;
      } else {
        await tab(page, ".lines button");
        await page.keyboard.press("Enter");
      }
    }
    assert.ok(questions > 8);
    assert.deepEqual(await findings(page), []);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    // Something is changed, still without a pointer.
    await page.keyboard.down("Shift");
    await tab(page, ".tools .actions :last-child");
    await page.keyboard.up("Shift");
    await page.keyboard.press("Enter");
    assert.match(await page.$eval("h1", (heading) => heading.textContent), /Your answers/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(page.wrong, []);
    await close(page);
  });
}

// Goes through the quiz without changing anything.
async function finish(page) {
  const [one] = await page.evaluate(converse, 7, 1);
  return one;
}

test("a stop shows as soon as it is certain, and has no findings", async () => {
  const page = await open();
  await page.evaluate(axe);
  await page.click(".actions button");
  while (!(await page.$(".stop"))) {
    // Someone may have put spyware on the phone.
    await page.evaluate(() => {
      const worst = /spyware|infected/i;
      const labels = [...document.querySelectorAll(".choice label")];
      (labels.find((label) => worst.test(label.textContent)) ?? labels[0]).click();
      document.querySelector("[type=submit]").click();
    });
  }
  assert.deepEqual(await findings(page), []);
  assert.ok(await page.evaluate(() => document.activeElement.matches(".stop")));
  assert.match(await page.$eval(".stop", (stop) => stop.textContent), /https:/);
  await close(page);
});

test("nothing is asked of the network, and nothing is stored", async () => {
  const page = await open({ url: site });
  await finish(page);
  const stored = await page.evaluate(async () => [
    localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, location.href, document.title,
    history.length, history.state,
  ]);
  assert.deepEqual(stored, [0, 0, "", 0, 0, 0, site, "advisor", 2, null]);
  assert.deepEqual(page.asked, [site]);
  // The policy refuses what no code of the page tries.
  const refused = await page.evaluate(async () => {
    const image = new Image();
    const failed = new Promise((done) => (image.onerror = () => done("refused")));
    image.src = `${location.origin}/image`;
    const script = document.createElement("script");
    script.textContent = "globalThis.isRun = true";
    document.body.append(script);
    return [await fetch("/").catch(() => "refused"), await failed, globalThis.isRun ?? "refused"];
  });
  assert.deepEqual(refused, ["refused", "refused", "refused"]);
  await close(page);
});

test("advice is saved as the program prints it, and the answers are copied", async () => {
  const page = await open({ url: site });
  const folder = mkdtempSync(join(tmpdir(), "advisor-page-"));
  await page.browserContext().overridePermissions(site, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  // The same conversation as in `converse`, but what that replaces is put back before anything is saved.
  const held = await page.evaluate(`(async () => {
    const [create, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
    const [one] = await (${converse})(11, 1);
    [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [create, click];
    return one;
  })()`);
  const client = await page.createCDPSession();
  await client.send("Browser.setDownloadBehavior", {
    behavior: "allow", downloadPath: folder, eventsEnabled: true, browserContextId: page.browserContext().id,
  });
  const done = new Promise((done) => client.on("Browser.downloadProgress", ({ state }) => state === "completed" && done()));
  await page.click(".tools button");
  await done;
  assert.ok(readFileSync(join(folder, "advice.html"), "utf8") === held.html);
  rmSync(folder, { recursive: true });
  await page.emulateMediaType("print");
  assert.deepEqual(await page.$$eval(".tools, body > header", (all) => all.map((one) => one.offsetHeight)), [0, 0]);
  await page.emulateMediaType("screen");
  await page.click(".tools button:nth-of-type(3)");
  await page.waitForFunction(() => document.querySelector("[role=status]").textContent.startsWith("Copied"));
  const answers = await page.evaluate(() => navigator.clipboard.readText());
  const { printed } = await program(["quiz", "--answers", answers, "--format", "html", "--as-of", today]);
  assert.ok(printed === held.html, answers);
  await close(page);
});

for (const [how, act] of [["the button", (page) => page.click(".leave")], ["Escape", (page) => page.keyboard.press("Escape")]]) {
  test(`${how} leaves the page, and going back does not lead to it`, async () => {
    const page = await open({ url: `${site}#before` });
    await page.goto("about:blank");
    await page.goto(file);
    await page.waitForSelector("main h1");
    await finish(page);
    await page.click(".cited a");
    const left = page.waitForNavigation();
    await act(page);
    await left;
    assert.equal(page.url(), "about:blank");
    await page.goBack();
    assert.equal(page.url(), "about:blank");
    assert.equal(await page.evaluate(() => document.body?.textContent ?? ""), "");
    await close(page);
  });
}

test("without scripts the page has what still helps", async () => {
  const page = await open({ scripts: false });
  const shown = squeezed(await page.$eval("body", (body) => body.innerText));
  for (const kind of ["stops", "helplines"]) {
    const { rows } = JSON.parse((await program(["list", kind, "--format", "json"])).printed);
    for (const row of rows) assert.ok(shown.includes(squeezed(row[kind === "stops" ? 2 : 1])), row);
  }
  for (const part of ["Step by step", "advisor quiz", "Signal", "Session", "Forward secrecy", "https://lila.help"]) {
    assert.ok(shown.toLowerCase().includes(part.toLowerCase()), `${part} is missing`);
  }
  const { printed } = await program(["compare", "--format", "html"]);
  const rows = await page.$$eval("#comparison th[scope=row]", (all) => all.length);
  assert.equal(rows, printed.match(/<th scope="row">/g).length);
  assert.ok(!shown.includes("Leave this page") && !shown.includes("adversary:"));
  assert.deepEqual(page.asked, [file]);
  await close(page);
});

for (const width of [320, 1280]) {
  test(`where the engine cannot run, the page has the same: ${width} pixels`, async () => {
    const page = await open({ width, prepare: () => delete globalThis.WebAssembly });
    await page.waitForSelector("#failed");
    await page.evaluate(axe);
    await page.focus(".leave");
    assert.deepEqual(await findings(page), []);
    assert.match(await page.$eval("main", (main) => main.textContent), /Who helps/);
    await close(page);
  });
}
