"use strict";
// Asks the quiz and shows its advice. The engine decides everything; this file only draws. Nothing is stored, and the
// address and the title never change, since browsers keep both in their history.

const holder = document.getElementById("screen");
const withoutScripts = document.querySelector("noscript").textContent;
const replies = [];
let engine;
let warned;

// Makes an element with these properties and children; a name such as `p.help` has a class too.
function make(name, properties, ...children) {
  const [tag, className = ""] = name.split(".");
  const { describedBy, labelledBy, ...others } = properties;
  const element = Object.assign(document.createElement(tag), className && { className }, others);
  if (describedBy) element.setAttribute("aria-describedby", describedBy);
  if (labelledBy) element.setAttribute("aria-labelledby", labelledBy);
  element.append(...children);
  return element;
}

const button = (text, onclick, kind = "button.plain") => make(kind, { type: "button", onclick }, text);

// A text with its addresses as links.
function linked(text) {
  return text.split(/(https:\/\/[\w./-]*\w)/).map((part, index) =>
    index % 2 ? make("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part);
}

const paragraph = (text, name = "p", properties = {}) => make(name, properties, ...linked(text));

// Replaces the page, so that going back does not lead to it. What it shows disappears before the browser gets there.
function leave() {
  document.documentElement.replaceChildren();
  location.replace("about:blank");
}

// Reads the engine, which is packed in the page.
async function load() {
  const packed = Uint8Array.from(atob(document.getElementById("engine").textContent), (sign) => sign.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { instance } = await WebAssembly.instantiate(await new Response(unpacked).arrayBuffer());
  return instance.exports;
}

// The screen that follows some replies.
function follow(replies) {
  const call = new TextEncoder().encode(JSON.stringify({ asOf: new Date().toISOString().slice(0, 10), replies }));
  const place = engine.input(call.length);
  new Uint8Array(engine.memory.buffer, place, call.length).set(call);
  const output = engine.run();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, output, engine.length())));
}

function reply(answer) {
  replies.push(answer);
  show();
}

// Shows what comes next, and moves the focus to its beginning.
function show() {
  try {
    const [[kind, screen]] = Object.entries(follow(replies));
    const focus = { opening, question, list, advice }[kind](screen);
    scrollTo(0, 0);
    focus.focus({ preventScroll: true });
  } catch (error) {
    failed(error);
  }
}

function draw(...children) {
  document.body.className = "prose";
  holder.replaceChildren(make("main", { id: "main", tabIndex: -1 }, ...children));
}

const heading = (text, properties = {}) => make("h1", { tabIndex: -1, ...properties }, text);

function opening({ text }) {
  const title = heading("Signal, Session, both or neither?");
  draw(
    title,
    paragraph(text),
    make("p", {}, "To leave at once, press Escape or choose \u201CLeave this page\u201D."),
    make("p", {}, "This page works without the internet. It doesn't store or send your answers. " +
      "Your browser's history still lists the page itself."),
    make("p.actions", {}, button("Begin", () => reply("begin"), "button.main")),
  );
  // While the person reads, the engine lays out all answers.
  setTimeout(() => follow(["begin", "unsure"]));
  return title;
}

function question(asked) {
  const title = heading(asked.ask, { describedBy: "progress help" });
  const remark = make("p.remark", { role: "alert" });
  const assumed = asked.unsureMeans;
  const unsure = { label: "Not sure", help: `${assumed[0].toUpperCase()}${assumed.slice(1)}.`, isAlone: true };
  const inputs = [];
  const lines = [...asked.choices, unsure].map((choice, position) => {
    const isUnsure = choice === unsure;
    const help = choice.help && paragraph(choice.help, "span.help", { id: `help-${position}` });
    const input = make("input", {
      type: asked.isMany ? "checkbox" : "radio",
      name: "choice",
      id: `choice-${position}`,
      checked: isUnsure ? asked.isUnsure : asked.chosen.includes(position),
      describedBy: help?.id,
      onchange: () => asked.isMany && input.checked && inputs.forEach((other, at) => {
        const isOtherAlone = at === asked.choices.length || asked.choices[at].isAlone;
        if (other !== input && (choice.isAlone || isOtherAlone)) other.checked = false;
      }),
    });
    inputs.push(input);
    const label = make("label", { htmlFor: input.id }, choice.label);
    return make("div.choice", { onclick: (event) => event.target.closest("a, label, input") || input.click() },
      input, make("div", {}, label, ...(help ? [help] : [])));
  });
  const submit = (event) => {
    event.preventDefault();
    const chosen = inputs.flatMap((input, position) => (input.checked ? [position] : []));
    if (chosen.length === 0) {
      remark.textContent = `Choose ${asked.isMany ? "one or more answers" : "an answer"}. If you don't know, choose \u201CNot sure\u201D.`;
      inputs[0].focus();
    } else {
      reply(chosen[0] === asked.choices.length ? "unsure" : { choices: chosen });
    }
  };
  const back = asked.isFirst ? [] : [button("Back", () => reply("back"))];
  const stop = asked.stop && warning(asked.stop);
  draw(
    ...(stop ? [stop] : []),
    make("p.kind", { id: "progress" }, asked.heading),
    make("form", { autocomplete: "off", noValidate: true, onsubmit: submit },
      make("fieldset", {},
        make("legend", {}, title),
        paragraph(asked.help, "p", { id: "help" }),
        make("details", {}, make("summary", {}, "Why is this asked?"), ...asked.why.map((text) => paragraph(text))),
        ...(asked.isMany ? [make("p.kind", {}, "You can choose several.")] : []),
        ...lines),
      remark,
      make("p.actions", {}, make("button.main", { type: "submit" }, "Next"), ...back)),
  );
  const isNew = stop && warned !== asked.stop.title;
  warned = stop && asked.stop.title;
  return isNew ? stop : title;
}

// What must not wait until the last question is answered.
function warning(stop) {
  return make("section.stop", { tabIndex: -1, labelledBy: "stop" },
    make("h2", { id: "stop" }, stop.title),
    paragraph(stop.text),
    make("ul", {}, ...stop.first.map((text) => paragraph(text, "li"))),
    ...stop.helplines.map(([name, website]) => paragraph(`${name}: ${website}`)),
    make("p", {}, "The questions continue below. The advice starts with this warning too."));
}

function list({ heading: text, lines }) {
  const title = heading(text);
  const line = (text, position) => button(text, () => reply({ line: position }), position ? "button.plain" : "button.main");
  draw(
    title,
    make("ul.lines", {}, ...lines.map((text, position) => make("li", {}, line(text, position)))),
    make("p.actions", {}, button("Back", () => reply("back"))),
  );
  return title;
}

// Shows the page that the program writes; that page as it is can be saved.
function advice({ html, answers }) {
  // This page has the same style already, and its policy refuses any other.
  const page = new DOMParser().parseFromString(html.replace(/<style>[^]*?<\/style>/, ""), "text/html");
  const said = make("p", { role: "status" });
  const tools = make("section.tools", { ariaLabel: "What to do with this advice" },
    make("p.actions", {},
      button("Save", () => save(html)),
      button("Print", () => print()),
      button("Copy answers", () => copy(answers, said)),
      button("Change an answer", () => {
        replies.pop();
        show();
      })),
    make("p.kind", {}, "Anything you save, print or copy contains your answers."),
    said);
  for (const link of page.querySelectorAll("a[href^='https:']")) link.target = "_blank";
  document.body.className = page.body.className;
  holder.replaceChildren(tools, ...page.querySelectorAll("nav, main"));
  const title = holder.querySelector("h1");
  title.tabIndex = -1;
  return title;
}

function save(html) {
  const href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  make("a", { href, download: "advice.html" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

async function copy(answers, said) {
  said.textContent = "";
  try {
    await navigator.clipboard.writeText(answers);
    said.textContent = "Copied. Other apps can read what you copied until you copy something else.";
  } catch {
    said.textContent = `The browser didn't allow it. Copy this line yourself: ${answers}`;
  }
}

// Shows what helps without the quiz.
function failed(error) {
  console.error(error);
  const text = "This browser can't run the quiz, for example because its security settings turn WebAssembly off.";
  const page = new DOMParser().parseFromString(withoutScripts, "text/html");
  page.querySelector(".scripts").replaceWith(make("p.remark", { role: "alert", id: "failed" }, text));
  draw(...page.body.children);
}

addEventListener("keydown", (event) => event.key === "Escape" && leave(), true);
// Following a link within the page would add to the history, and "Leave this page" would leave that entry behind.
addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const target = document.getElementById(link.getAttribute("href").slice(1));
  target.tabIndex = -1;
  target.scrollIntoView();
  target.focus({ preventScroll: true });
});
document.querySelector("header").append(button("Leave this page", leave, "button.leave"));
draw(make("p", { role: "status" }, "Loading\u2026"));
load().then((exports) => {
  engine = exports;
  show();
}).catch(failed);
