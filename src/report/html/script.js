"use strict";
(() => {
  // Whatever comes from pages is put in by text nodes and by attributes that hold no address and no code.
  const CHUNK = 25;
  const CHUNK_HEIGHT = CHUNK * 120;
  const SEVERITIES = ["error", "warning", "info"];

  const byId = (id) => document.getElementById(id);
  const report = JSON.parse(byId("report").textContent);
  const form = byId("filter");
  const list = byId("list");
  const resetButton = form.querySelector("button");
  const findings = report.pages.flatMap((page) => page.findings.map((finding) => Object.assign(finding, { page })));
  const ruleRows = [...byId("rules").rows];
  const formatted = (number) => number.toLocaleString("en");

  /** What is shown: `text`, `path`, `rule`, `severities`, and the fingerprint of one `finding`. */
  let state;
  /** The findings that are shown, and the elements that hold `CHUNK` of them each. */
  let shown = [];
  let chunks = [];
  let current = 0;

  // The state in the address.

  function stateOfAddress() {
    const parameters = new URLSearchParams(location.hash.slice(1));
    const severities = (parameters.get("severity") ?? "").split(",").filter((name) => SEVERITIES.includes(name));
    return {
      text: parameters.get("text") ?? "",
      path: parameters.get("path") ?? "",
      rule: report.rules.includes(parameters.get("rule")) ? parameters.get("rule") : "",
      severities: parameters.has("severity") ? severities : SEVERITIES,
      finding: parameters.get("finding") ?? "",
    };
  }

  function addressOf({ text, path, rule, severities, finding }) {
    const parameters = new URLSearchParams();
    if (text) parameters.set("text", text);
    if (path) parameters.set("path", path);
    if (rule) parameters.set("rule", rule);
    if (severities.length < SEVERITIES.length) parameters.set("severity", severities.join(","));
    if (finding) parameters.set("finding", finding);
    return `#${parameters}`;
  }

  const isFiltered = () => addressOf({ ...state, finding: "" }) !== "#";

  let addressTimer;
  function writeAddress() {
    clearTimeout(addressTimer);
    // Browsers allow only so many changes of the address a second.
    addressTimer = setTimeout(() => history.replaceState(null, "", addressOf(state)), 200);
  }

  // The filter.

  /** The words of something, in lower case, made once. */
  const wordsOf = (object, words) => (object.words ??= words().join("\n").toLowerCase());

  const wordsOfPair = (pair) => wordsOf(pair, () => [pair.id, pair.target.text, pair.source.text]);

  const wordsOfFinding = (finding) =>
    wordsOf(finding, () => [
      `${finding.page.path}:${finding.line}:${finding.column}`,
      report.rules[finding.rule],
      report.messages[finding.message],
      report.messages[finding.help] ?? "",
      finding.lines?.text ?? "",
      ...(finding.related ?? []).map((related) => related.text ?? ""),
    ]);

  function holdsText(finding, text) {
    const pair = finding.page.pairs[finding.pair];
    return (pair && wordsOfPair(pair).includes(text)) || wordsOfFinding(finding).includes(text);
  }

  /** Makes the words of all findings when nothing else is to be done, so that the first filter need not. */
  function prepareWords(deadline, from = 0) {
    let next = from;
    while (next < findings.length && deadline.timeRemaining() > 1) {
      holdsText(findings[next], "\0");
      next += 1;
    }
    if (next < findings.length) whenIdle((deadline) => prepareWords(deadline, next));
  }

  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 100, { timeRemaining: () => Infinity }));

  function filter() {
    const text = state.text.toLowerCase();
    const rule = report.rules.indexOf(state.rule);
    const path = state.path.toLowerCase();
    const ofSeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0]));
    const ofRule = report.rules.map(() => ({ findings: 0, pages: 0, page: null }));
    for (const page of report.pages) page.holdsPath = page.path.toLowerCase().includes(path);
    shown = findings.filter((finding) => {
      if (!finding.page.holdsPath || (text && !holdsText(finding, text))) return false;
      const hasRule = rule < 0 || finding.rule === rule;
      const hasSeverity = state.severities.includes(finding.severity);
      // A control counts what it would show, whatever it is set to itself.
      if (hasRule) ofSeverity[finding.severity] += 1;
      if (hasSeverity) {
        const count = ofRule[finding.rule];
        count.findings += 1;
        if (count.page !== finding.page) count.pages += 1;
        count.page = finding.page;
      }
      return hasRule && hasSeverity;
    });
    showCounts(ofSeverity, ofRule);
    showList();
  }

  function showCounts(ofSeverity, ofRule) {
    for (const box of form.elements.severity) {
      box.parentElement.querySelector("output").value = formatted(ofSeverity[box.value]);
    }
    const options = form.elements.rule.options;
    ofRule.forEach((count, index) => {
      const row = ruleRows[index];
      row.cells[2].textContent = formatted(count.findings);
      row.cells[3].textContent = formatted(count.pages);
      row.classList.toggle("none", count.findings === 0);
      row.classList.toggle("chosen", report.rules[index] === state.rule);
      options[index + 1].textContent = `${report.rules[index]} (${formatted(count.findings)})`;
    });
    const all = findings.length === 1 ? "1 finding" : `${formatted(findings.length)} findings`;
    byId("count").textContent = isFiltered() ? `${formatted(shown.length)} of ${all}` : all;
    const parameters = new URLSearchParams(addressOf({ ...state, finding: "" }).slice(1));
    byId("conditions").textContent = [...parameters].map((parameter) => parameter.join(": ")).join(", ");
    resetButton.hidden = !isFiltered();
  }

  // The list. Only what comes near the window is made.

  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => fill(chunks.indexOf(entry.target))),
    { rootMargin: "1500px 0px" },
  );

  function showList() {
    observer.disconnect();
    chunks = Array.from({ length: Math.ceil(shown.length / CHUNK) }, (_, number) => {
      const chunk = make("div", { class: "chunk" });
      chunk.style.minBlockSize = `${(CHUNK_HEIGHT * Math.min(CHUNK, shown.length - number * CHUNK)) / CHUNK}px`;
      return chunk;
    });
    list.replaceChildren(...chunks);
    if (shown.length === 0) {
      list.append(make("p", { class: "empty" }, findings.length === 0 ? "No findings." : "No finding matches the filter."));
      return;
    }
    current = Math.max(0, shown.findIndex((finding) => finding.fingerprint === state.finding));
    fill(0);
    chunks.forEach((chunk) => observer.observe(chunk));
  }

  function fill(number) {
    const chunk = chunks[number];
    if (!chunk || chunk.hasChildNodes()) return;
    const end = Math.min((number + 1) * CHUNK, shown.length);
    let page = null;
    let group = null;
    for (let index = number * CHUNK; index < end; index += 1) {
      const finding = shown[index];
      if (finding.page !== page) {
        const isContinued = index > 0 && page === null && shown[index - 1].page === finding.page;
        page = finding.page;
        group = pageElement(page, isContinued);
        chunk.append(group);
      }
      group.append(findingElement(finding, index));
    }
    chunk.style.minBlockSize = "";
    observer.unobserve(chunk);
  }

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (value !== undefined) element.setAttribute(attribute, value);
    }
    element.append(...children);
    return element;
  }

  const hiddenWords = (words) => make("span", { class: "visually-hidden" }, words);

  function pageElement(page, isContinued) {
    const name = page.path.lastIndexOf("/") + 1;
    const folder = make("span", { class: "folder" }, ...visible(page.path.slice(0, name)));
    const path = make("bdi", {}, folder, ...visible(page.path.slice(name)));
    const only = make("a", { href: addressOf({ ...state, path: page.path, finding: "" }), title: "Show only this page" }, path);
    const heading = make("h3", {}, only, isContinued ? make("span", { class: "note" }, " continued") : "");
    const group = make("section", { class: isContinued ? "page continued" : "page" }, heading);
    if (!page.has_text) {
      group.append(make("p", { class: "note" }, "This page was changed or cannot be read any more, so its text is not shown."));
    }
    return group;
  }

  function findingElement(finding, index) {
    const { page, severity } = finding;
    const rule = report.rules[finding.rule];
    const pair = page.pairs[finding.pair];
    const marksIn = (part) => (finding.marks ?? []).filter((mark) => mark[0] === part).map(([, ...mark]) => mark);
    const place = make(
      "a",
      { class: "place", href: addressOf({ ...state, finding: finding.fingerprint }), title: "Link to this finding" },
      hiddenWords(make("bdi", {}, ...visible(`${page.path}:`))),
      `${finding.line}:${finding.column}`,
    );
    const head = make(
      "p",
      { class: "head" },
      place,
      make("span", { class: `severity ${severity}` }, severity),
      make("button", { type: "button", class: "about", "data-rule": finding.rule, title: "About this rule" }, rule),
    );
    if (pair) {
      head.append(make("span", { class: "id" }, hiddenWords("pair "), make("bdi", {}, ...rich(pair.id, marksIn("id")))));
    }
    const article = make(
      "article",
      {
        class: `finding ${severity}`,
        tabindex: index === current ? "0" : "-1",
        "data-index": index,
        "aria-label": `${severity}, ${rule}, line ${finding.line}`,
      },
      head,
      make("h4", {}, ...prose(report.messages[finding.message])),
    );
    const texts = make("div", { class: "texts" });
    for (const part of ["target", "source", "lines"]) {
      const text = part === "lines" ? finding.lines : pair?.[part];
      const changes = (finding.fix?.changes ?? []).filter((change) => change.part === part);
      if (!text && changes.length === 0) continue;
      const language = languages(page)[part];
      const column = make("div", { class: part });
      if (text) column.append(textElement(part, language.name, language, text, rich(text.text, marksIn(part))));
      column.append(...changes.map((change) => changeElement(finding.fix, change, language)));
      texts.append(column);
    }
    if (texts.hasChildNodes()) article.append(texts);
    const notes = (finding.related ?? []).map(relatedElement);
    if (finding.help !== undefined) {
      notes.unshift(make("li", { class: "help" }, make("b", {}, "Help"), " ", ...prose(report.messages[finding.help])));
    }
    if (notes.length > 0) article.append(make("ul", { class: "notes" }, ...notes));
    return article;
  }

  const languages = (page) => ({
    target: { name: page.lang ?? "target", lang: page.lang, dir: page.dir },
    source: { name: "en", lang: "en", dir: "ltr" },
    lines: { name: "page", dir: "auto" },
  });

  function textElement(part, label, { lang, dir }, { more_before, more_behind }, nodes) {
    const more = () => make("span", { class: "note", title: "There is more" }, " … ");
    const text = make("p", { lang, dir }, ...(more_before ? [more()] : []), ...nodes, ...(more_behind ? [more()] : []));
    return make("div", { class: "segment" }, make("span", { class: "label" }, hiddenWords(`${part} `), label), text);
  }

  function changeElement(fix, change, language) {
    const nodes = change.texts.flatMap((text, index) => {
      if (index % 3 === 0) return rich(text);
      return text === "" ? [] : [make(index % 3 === 1 ? "del" : "ins", {}, ...visible(text, { isMarked: true }))];
    });
    return textElement("", fix.safe ? "safe fix" : "unsafe fix", language, change, nodes);
  }

  function relatedElement(related) {
    const place = related.place ? related.place.join(":") : "";
    const where = related.path === undefined ? place : [related.path, place].filter(Boolean).join(":");
    const element = make("li", {}, make("bdi", { class: "place" }, ...visible(where)), " ", ...prose(report.messages[related.message]));
    if (related.text) element.append(make("p", { dir: "auto" }, ...rich(related.text)));
    return element;
  }

  // Text.

  /** Characters that are not seen or that change the order of others: control characters, format characters, tags. */
  const UNSEEN =
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
  /** Those of them that right-to-left text is written with. */
  const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]/;

  /** Text as nodes, with what is not seen shown by its number. */
  function visible(text, { isMarked = false, keepsDirection = false } = {}) {
    if (isMarked && /^\s+$/.test(text)) return [make("span", { class: "spaces" }, text.replaceAll("\n", "↵\n"))];
    const nodes = [];
    let from = 0;
    for (const { 0: character, index } of text.matchAll(UNSEEN)) {
      if (keepsDirection && DIRECTION.test(character)) continue;
      nodes.push(text.slice(from, index));
      from = index + character.length;
      if (character === "\r" && text[from] === "\n") continue;
      const number = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      nodes.push(make("span", { class: "unseen", dir: "ltr" }, `U+${number}`));
    }
    nodes.push(text.slice(from));
    return nodes;
  }

  /** Whether all that changes the direction is closed again, and nothing overrides it (UAX #9, section 2). */
  function isDirectionClosed(text) {
    const open = [];
    for (const [character] of text.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
      if ("\u202d\u202e".includes(character)) return false;
      if ("\u202a\u202b".includes(character)) open.push("\u202c");
      else if ("\u2066\u2067\u2068".includes(character)) open.push("\u2069");
      else if (open.pop() !== character) return false;
    }
    return open.length === 0;
  }

  /** Inline Markdown as nodes: code in the type of code, and marks. A mark is a start, an end, and whether it only explains. */
  function rich(text, marks = []) {
    const code = [...text.matchAll(/(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)/gsu)].map(({ 0: all, index }) => [index, index + all.length]);
    const cuts = [...new Set([0, text.length, ...code.flat(), ...marks.flatMap((mark) => mark.slice(0, 2))])];
    cuts.sort((one, other) => one - other);
    const isClosed = isDirectionClosed(text);
    const nodes = [];
    cuts.forEach((start, number) => {
      const points = marks.filter((mark) => mark[0] === start && mark[1] === start);
      nodes.push(...points.map((mark) => make("mark", { class: mark[2] ? "point explains" : "point" })));
      const end = cuts[number + 1];
      if (end === undefined) return;
      const covers = (range) => range[0] <= start && end <= range[1];
      const covering = marks.filter(covers);
      const isMarked = covering.length > 0;
      let piece = visible(text.slice(start, end), { isMarked, keepsDirection: isClosed && !isMarked });
      if (isMarked) piece = [make("mark", covering.every((mark) => mark[2]) ? { class: "explains" } : {}, ...piece)];
      nodes.push(...(code.some(covers) ? [make("code", { dir: "auto" }, ...piece)] : piece));
    });
    return nodes;
  }

  /** A message as nodes: what it quotes between back-ticks in the type of code. */
  function prose(text) {
    return text.split(/`([^`]+)`/).flatMap((part, index) => (index % 2 === 1 ? [make("code", { dir: "auto" }, ...visible(part))] : visible(part)));
  }

  // Moving and keys.

  const articleAt = (index) => list.querySelector(`[data-index="${index}"]`);

  function moveTo(index) {
    if (shown.length === 0) return;
    const next = Math.min(Math.max(index, 0), shown.length - 1);
    fill(Math.floor(next / CHUNK));
    const article = articleAt(next);
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "nearest" });
  }

  list.addEventListener("focusin", (event) => {
    const article = event.target.closest("article");
    if (!article) return;
    articleAt(current)?.setAttribute("tabindex", "-1");
    current = Number(article.dataset.index);
    article.setAttribute("tabindex", "0");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("about").open) return;
    const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
    const isOnFinding = event.target.matches("article");
    const focusIsInList = list.contains(document.activeElement);
    if (event.key === "Escape" && form.contains(event.target)) moveTo(current);
    else if (isTyping) return;
    else if (event.key === "/") form.elements.text.select();
    else if (event.key === "j" || (event.key === "ArrowDown" && isOnFinding)) moveTo(focusIsInList ? current + 1 : current);
    else if (event.key === "k" || (event.key === "ArrowUp" && isOnFinding)) moveTo(focusIsInList ? current - 1 : current);
    else return;
    event.preventDefault();
  });

  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    moveTo(current);
  });

  list.addEventListener("click", (event) => {
    const rule = event.target.closest("button.about")?.dataset.rule;
    if (rule !== undefined) showAbout(Number(rule));
  });

  function showAbout(index) {
    const dialog = byId("about");
    const details = ruleRows[index].querySelector("details");
    const [summary, ...why] = [...details.childNodes].map((node) => node.cloneNode(true));
    byId("about-heading").textContent = report.rules[index];
    dialog.querySelector("div").replaceChildren(make("p", { class: "finds" }, "Finds ", ...summary.childNodes, "."), ...why);
    dialog.querySelector("a").href = addressOf({ ...state, rule: report.rules[index], finding: "" });
    dialog.showModal();
  }

  byId("about").addEventListener("click", (event) => {
    if (event.target.matches("a") || event.target === event.currentTarget) event.currentTarget.close();
  });

  // From the controls to the state and back.

  form.addEventListener("submit", (event) => event.preventDefault());

  form.addEventListener("input", () => {
    const checked = [...form.elements.severity].filter((box) => box.checked).map((box) => box.value);
    state = {
      text: form.elements.text.value,
      path: form.elements.path.value,
      rule: form.elements.rule.value,
      severities: checked,
      finding: "",
    };
    filter();
    writeAddress();
  });

  form.addEventListener("reset", (event) => {
    event.preventDefault();
    location.hash = "";
  });

  function readAddress() {
    state = stateOfAddress();
    form.elements.text.value = state.text;
    form.elements.path.value = state.path;
    form.elements.rule.value = state.rule;
    for (const box of form.elements.severity) box.checked = state.severities.includes(box.value);
    filter();
    if (state.finding) moveTo(current);
  }

  // Headings of pages stick below the filter.
  new ResizeObserver(() => list.style.setProperty("--filter-size", `${form.offsetHeight}px`)).observe(form);
  addEventListener("hashchange", readAddress);
  addEventListener("beforeprint", () => chunks.forEach((_, number) => fill(number)));

  form.elements.rule.append(...report.rules.map((rule) => make("option", { value: rule }, rule)));
  const failures = report.failures.map(({ path, message }) => {
    return make("li", {}, make("bdi", { class: "place" }, ...visible(path)), " ", ...visible(message));
  });
  byId("failures").querySelector("ul").append(...failures);
  byId("failures").hidden = failures.length === 0;
  byId("findings").hidden = false;
  readAddress();
  whenIdle(prepareWords);
})();
