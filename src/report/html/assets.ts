// Written by script/page-assets.mjs from browser/. Change it there, then run that script.

export const pageScript = `
"use strict";
(() => {
  // dom.ts
  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className !== "") element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  }
  function data(text) {
    return make("bdi", "", text);
  }
  function link(label, url) {
    if (!url.startsWith("https://")) return document.createTextNode(label);
    const anchor = make("a", "", label);
    anchor.href = url;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    return anchor;
  }
  function byId(id, kind) {
    const element = document.getElementById(id);
    if (!(element instanceof kind)) throw new Error(\`The page has no \${id}\`);
    return element;
  }

  // view.ts
  var sortColumns = ["status", "name", "subscription", "group", "finding", "cis"];
  var wholeView = { statuses: [], subscription: "", query: "", sort: "status", descending: false };
  var knownStatuses = ["noncompliant", "unknown", "waived", "compliant", "new"];
  function parseView(hash) {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const sort = given.get("sort") ?? "";
    return {
      statuses: (given.get("status") ?? "").split(",").filter((status) => knownStatuses.includes(status)),
      subscription: given.get("subscription") ?? "",
      query: given.get("q") ?? "",
      sort: sortColumns.find((column) => column === sort.replace(/^-/, "")) ?? "status",
      descending: sort.startsWith("-")
    };
  }
  function formatView({ statuses, subscription, query, sort, descending }) {
    const given = new URLSearchParams();
    if (statuses.length > 0) given.set("status", statuses.join(","));
    if (subscription !== "") given.set("subscription", subscription);
    if (query !== "") given.set("q", query);
    if (sort !== "status" || descending) given.set("sort", \`\${descending ? "-" : ""}\${sort}\`);
    return given.toString().replaceAll("%2C", ",");
  }
  function makeSelector({ texts, resources }) {
    const text = (ref) => texts[ref] ?? "";
    const collator = new Intl.Collator("en", { numeric: true });
    const orders = /* @__PURE__ */ new Map();
    let searchable = null;
    const keyOf = {
      status: () => "",
      // the rows come in this order
      name: (one) => one.name,
      subscription: (one) => text(one.subscriptionName),
      group: (one) => text(one.group),
      finding: (one) => text(one.finding),
      cis: (one) => one.profiles === void 0 ? "2" : one.profiles[1] ? "1" : "0"
    };
    function orderBy(column) {
      const known = orders.get(column);
      if (known !== void 0) return known;
      const keys = resources.map(keyOf[column]);
      const order = [...resources.keys()].sort((a, b) => collator.compare(keys[a] ?? "", keys[b] ?? ""));
      orders.set(column, order);
      return order;
    }
    function toSearchable(one) {
      const destinations = (one.settings ?? []).flatMap(({ name, destinations: destinations2 }) => [
        text(name),
        ...destinations2.map(({ id }) => text(id))
      ]);
      const tags = (one.tags ?? []).map(([key, value]) => \`\${text(key)}=\${text(value)}\`);
      const waiver = one.waiver === void 0 ? [] : [text(one.waiver.owner), text(one.waiver.reason)];
      const own = [one.type, one.subscriptionName, one.location, one.finding, one.detail].map(text);
      return [one.id, one.name, ...own, ...tags, ...waiver, ...destinations].join("\\n").toLowerCase();
    }
    return ({ statuses, subscription, query, sort, descending }) => {
      const words = query.toLowerCase().split(/\\s+/).filter((word) => word !== "");
      const haystacks = words.length === 0 ? [] : searchable ??= resources.map(toSearchable);
      const isShown = (index) => {
        const one = resources[index];
        const isNew = one?.isNew === true;
        return one !== void 0 && (statuses.length === 0 || statuses.includes(one.status) || isNew && statuses.includes("new")) && (subscription === "" || text(one.subscription) === subscription) && words.every((word) => haystacks[index]?.includes(word));
      };
      const shown = orderBy(sort).filter(isShown);
      return descending ? shown.reverse() : shown;
    };
  }

  // controls.ts
  function takeControls(current, change) {
    const parts = [takeTiles(current, change), takeFilters(current, change), takeHeads(current, change)];
    return {
      reflect: (view) => {
        for (const part of parts) part.reflect(view);
      }
    };
  }
  var takeTiles = (current, change) => {
    const tiles = [...document.querySelectorAll(".tile")];
    const statusOf = (tile) => tile.dataset["status"] ?? "";
    for (const tile of tiles) {
      tile.disabled = false;
      tile.addEventListener("click", () => {
        const { statuses } = current();
        const status = statusOf(tile);
        change({
          statuses: statuses.includes(status) ? statuses.filter((one) => one !== status) : [...statuses, status]
        });
      });
    }
    return {
      reflect: ({ statuses }) => {
        for (const tile of tiles) tile.setAttribute("aria-pressed", String(statuses.includes(statusOf(tile))));
      }
    };
  };
  var takeFilters = (current, change) => {
    const form = byId("filters", HTMLFormElement);
    const query = byId("query", HTMLInputElement);
    const subscription = byId("subscription", HTMLSelectElement);
    query.addEventListener("input", () => {
      change({ query: query.value.trim() });
    });
    subscription.addEventListener("change", () => {
      change({ subscription: subscription.value });
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      const { sort, descending } = current();
      change({ ...wholeView, sort, descending });
      query.focus();
    });
    return {
      reflect: (view) => {
        if (query.value.trim() !== view.query) query.value = view.query;
        subscription.value = view.subscription;
      }
    };
  };
  var takeHeads = (current, change) => {
    const cells = /* @__PURE__ */ new Map();
    for (const cell of document.querySelectorAll("th[data-column]")) {
      const column = sortColumns.find((one) => one === cell.dataset["column"]);
      if (column === void 0) continue;
      const button = make("button", "", cell.textContent);
      button.type = "button";
      button.addEventListener("click", () => {
        const { sort, descending } = current();
        change({ sort: column, descending: sort === column && !descending });
      });
      cell.replaceChildren(button);
      cells.set(column, cell);
    }
    return {
      reflect: ({ sort, descending }) => {
        for (const [column, cell] of cells) {
          if (column === sort) cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
          else cell.removeAttribute("aria-sort");
        }
      }
    };
  };

  // ../page-data.ts
  var rowsPerBody = 50;
  function marksFor(id) {
    const name = id.slice(id.lastIndexOf("/") + 1);
    return [
      ["{{id}}", id],
      ["{{name}}", name],
      ["{{identifier}}", name.replaceAll("-", "_")]
    ];
  }
  function fillIn(template, id) {
    return marksFor(id).reduceRight((text, [mark, value]) => text.replaceAll(mark, () => value), template);
  }

  // copy.ts
  function copyButton(label, text, announce) {
    const button = make("button", "copy", label);
    button.type = "button";
    let timer = 0;
    button.addEventListener("click", () => {
      void copy(text()).then((isCopied) => {
        const words = isCopied ? "Copied" : "Not copied: select the text and copy it";
        button.textContent = words;
        announce(words);
        clearTimeout(timer);
        timer = setTimeout(() => {
          button.textContent = label;
        }, 2500);
      });
    });
    return button;
  }
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelection(text);
    }
  }
  function copyBySelection(text) {
    const focused = document.activeElement;
    const area = make("textarea", "unseen", text);
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    } finally {
      area.remove();
      if (focused instanceof HTMLElement) focused.focus();
    }
  }

  // details.ts
  function renderDetails(page, one, announce) {
    const text = (ref) => page.texts[ref] ?? "";
    return make(
      "div",
      "details",
      make("div", "left", why(one, text), settings(one, text), notes(one, text), facts(one, text, announce)),
      make("div", "right", fix(one, text, announce), opinions(page, one, text))
    );
  }
  function why(one, text) {
    const { reason, advice, waiver } = one;
    const waived = waiver && make(
      "p",
      "waiver",
      make("b", "", "Waived until ", data(text(waiver.expires)), ": "),
      data(text(waiver.reason)),
      " Owner: ",
      data(text(waiver.owner)),
      "."
    );
    return block(
      one.status === "compliant" ? "Why it is compliant" : "What was found",
      reason === void 0 || text(reason) === text(one.detail) ? null : make("p", "", text(reason)),
      make("p", "", data(text(one.detail))),
      waived ?? null,
      advice === void 0 ? null : make("p", "advice", make("b", "", "What to do: "), text(advice))
    );
  }
  function settings(one, text) {
    if (one.status === "unknown") return null;
    const list = one.settings ?? [];
    const title = list.length === 1 ? "1 diagnostic setting" : \`\${String(list.length)} diagnostic settings\`;
    return block(list.length === 0 ? "No diagnostic setting" : title, ...list.map((it) => setting(it, text)));
  }
  function setting(one, text) {
    const chips = (refs, className, words) => refs.map((ref) => make("li", className, data(text(ref)), \` \${words}\`));
    const destinations = one.destinations.map(
      ({ kind, id, state, stateText }) => make(
        "li",
        "",
        text(kind),
        " \\xB7 ",
        make("span", \`state \${state}\`, text(stateText)),
        make("code", "", data(text(id)))
      )
    );
    return make(
      "div",
      \`setting \${one.adequate ? "adequate" : "inadequate"}\`,
      make("h4", "", data(text(one.name)), " ", make("small", "", one.adequate ? "counts" : "does not count")),
      make(
        "ul",
        "chips",
        ...chips(one.on, "on", "on"),
        ...chips(one.off, "off", "off"),
        make("li", one.metrics ? "on" : "off", \`metrics \${one.metrics ? "on" : "off"}\`)
      ),
      destinations.length === 0 ? make("p", "muted", "No destination") : make("ul", "destinations", ...destinations)
    );
  }
  function notes(one, text) {
    if (one.notes === void 0) return null;
    return block("Notes", make("ul", "", ...one.notes.map((ref) => make("li", "", data(text(ref))))));
  }
  function facts(one, text, announce) {
    const { profiles, tags } = one;
    const wouldPass = (passes) => passes ? "compliant" : "not compliant";
    const list = make("dl", "facts");
    const add = (term, ...value) => {
      list.append(make("dt", "", term), make("dd", "", ...value));
    };
    if (profiles !== void 0) {
      add("Profile effective", wouldPass(profiles[0]));
      add("Profile cis", wouldPass(profiles[1]));
    }
    if (one.age !== void 0) add("Failing", text(one.age));
    if (one.override !== void 0) add("Held to", data(text(one.override)));
    if (text(one.location) !== "") add("Region", data(text(one.location)));
    if (tags !== void 0) {
      const items = tags.map(([key, value]) => make("li", "", data(text(key)), " = ", data(text(value))));
      add("Tags", make("ul", "chips", ...items));
    }
    add(
      "Resource ID",
      make("code", "", data(one.id)),
      " ",
      copyButton("Copy", () => one.id, announce)
    );
    return block(text(one.type) === "vault" ? "The vault" : \`The \${text(one.type)}\`, list);
  }
  var preferred = "";
  function fix(one, text, announce) {
    if (one.fix === void 0) return null;
    const scripts = one.fix.scripts.map(({ language, template }) => ({
      language: text(language),
      script: fillIn(text(template), one.id)
    }));
    const code = make("code", "");
    const frame = make("pre", "", code);
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", \`Fix for \${one.name}\`);
    const buttons = scripts.map(({ language }) => make("button", "language", language));
    const choose = (wanted) => {
      const index = Math.max(
        0,
        scripts.findIndex(({ language }) => language === wanted)
      );
      code.textContent = scripts[index]?.script ?? "";
      for (const [at, button] of buttons.entries()) button.setAttribute("aria-pressed", String(at === index));
    };
    for (const button of buttons) {
      button.type = "button";
      button.addEventListener("click", () => {
        preferred = button.textContent;
        choose(preferred);
      });
    }
    choose(preferred);
    const copy2 = copyButton("Copy", () => code.textContent, announce);
    const head = make("div", "bar-above", make("span", "languages", ...buttons), copy2);
    const remark = text(one.fix.remark);
    return block("How to fix it", remark === "" ? null : make("p", "remark", remark), make("div", "code", head, frame));
  }
  function opinions(page, one, text) {
    if (one.peers === void 0) return null;
    const items = one.peers.flatMap(([index, passes, difference]) => {
      const peer = page.peers[index];
      if (peer === void 0) return [];
      const name = link(peer.tool, peer.source);
      const says = make("span", \`says \${passes ? "pass" : "fail"}\`, passes ? "pass" : "fail");
      const rule = make("small", "", \` \${peer.rule}, \${peer.version}\`);
      return make("li", "", says, name, rule, difference === void 0 ? null : make("p", "", data(text(difference))));
    });
    return block("What others would say", make("ul", "peers", ...items));
  }
  function block(title, ...children) {
    return make("section", "", make("h3", "", title), ...children);
  }

  // table.ts
  function takeTable(element, page, announce) {
    const rows = [...element.tBodies].flatMap((body) => [...body.rows]);
    const unfolded = /* @__PURE__ */ new Map();
    function toggle(row) {
      const button = row.querySelector("button.fold");
      const known = unfolded.get(row);
      if (known === void 0) {
        const index = rows.indexOf(row);
        const resource = page.resources[index];
        if (resource === void 0) return;
        const details = makeDetails(\`details-\${String(index)}\`, renderDetails(page, resource, announce));
        unfolded.set(row, details);
        row.after(details);
        button?.setAttribute("aria-controls", details.id);
      } else {
        known.remove();
        unfolded.delete(row);
        button?.removeAttribute("aria-controls");
      }
      button?.setAttribute("aria-expanded", String(known === void 0));
    }
    element.addEventListener("click", ({ target }) => {
      if (!(target instanceof Element)) return;
      const row = target.closest("tr.row");
      const isMarking = target.closest("button") === null && getSelection()?.isCollapsed === false;
      if (row === null || target.closest("a") !== null || isMarking) return;
      toggle(row);
    });
    const fill = makeFiller(element);
    return {
      total: rows.length,
      show: (indexes) => {
        fill(
          indexes.flatMap((index) => {
            const row = rows[index];
            if (row === void 0) return [];
            const details = unfolded.get(row);
            return [details === void 0 ? [row] : [row, details]];
          })
        );
        if (element.getBoundingClientRect().top < 0) element.scrollIntoView();
      }
    };
  }
  function makeDetails(id, content) {
    const cell = make("td", "", content);
    cell.colSpan = sortColumns.length;
    cell.setAttribute("role", "cell");
    const details = make("tr", "unfolded", cell);
    details.setAttribute("role", "row");
    details.id = id;
    return details;
  }
  var bodiesAtOnce = 5;
  function makeFiller(element) {
    let waiting = [];
    let timer = 0;
    function fill(bodies) {
      clearTimeout(timer);
      for (let count = 0; count < bodies && waiting.length > 0; count += 1) {
        const body = make("tbody", "", ...waiting.slice(0, rowsPerBody).flat());
        body.setAttribute("role", "rowgroup");
        element.append(body);
        waiting = waiting.slice(rowsPerBody);
      }
      if (waiting.length === 0) return;
      timer = setTimeout(() => {
        fill(bodiesAtOnce);
      });
    }
    addEventListener("beforeprint", () => {
      fill(Infinity);
    });
    return (rows) => {
      for (const body of [...element.tBodies]) body.remove();
      waiting = rows;
      fill(bodiesAtOnce);
    };
  }

  // page.ts
  var table = document.querySelector("#table");
  if (table !== null) start(table, JSON.parse(byId("data", HTMLScriptElement).text));
  function start(element, page) {
    const announcer = make("p", "unseen");
    announcer.setAttribute("role", "status");
    document.body.append(announcer);
    const table2 = takeTable(element, page, (words) => {
      announcer.textContent = words;
    });
    const select = makeSelector(page);
    const shown = byId("shown", HTMLParagraphElement);
    const none = byId("none", HTMLParagraphElement);
    let view = wholeView;
    const controls = takeControls(
      () => view,
      (part) => {
        apply({ ...view, ...part });
        remember(view);
      }
    );
    function apply(next) {
      view = next;
      controls.reflect(view);
      const indexes = select(view);
      table2.show(indexes);
      const isWhole = indexes.length === table2.total;
      shown.textContent = \`\${isWhole ? "" : \`\${String(indexes.length)} of \`}\${String(table2.total)} shown\`;
      none.hidden = indexes.length > 0;
    }
    addEventListener("hashchange", () => {
      apply(parseView(location.hash));
    });
    if (location.hash.length > 1) apply(parseView(location.hash));
    else controls.reflect(view);
    document.documentElement.classList.add("scripted");
  }
  function remember(view) {
    const hash = formatView(view);
    try {
      history.replaceState(null, "", hash === "" ? location.pathname + location.search : \`#\${hash}\`);
    } catch {
    }
  }
})();
`;

export const pageStyle = `
/* page.css */
:root {
  color-scheme: light dark;
  --page: #fff;
  --raised: #f6f8fa;
  --hover: #f0f3f6;
  --line: #d8dee4;
  --text: #1f2328;
  --muted: #57606a;
  --link: #0550ae;
  --noncompliant: #c81e1e;
  --unknown: #8a5a00;
  --waived: #2f5fc4;
  --compliant: #1a7f37;
  --code: #f6f8fa;
  --columns: 7.5rem minmax(11rem, 1.5fr) minmax(8rem, 1fr) minmax(8rem, 1fr) minmax(14rem, 2.6fr) 4.75rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117;
    --raised: #151b23;
    --hover: #1a212b;
    --line: #30363d;
    --text: #e6edf3;
    --muted: #9aa4af;
    --link: #79b8ff;
    --noncompliant: #ff7b72;
    --unknown: #e3b341;
    --waived: #79a8ff;
    --compliant: #4cc764;
    --code: #0b0f14;
  }
}
* {
  box-sizing: border-box;
}
html {
  scrollbar-gutter: stable;
}
body {
  margin: 0 auto;
  padding: 1.75rem 2rem 3rem;
  max-width: 94rem;
  background: var(--page);
  color: var(--text);
  font:
    0.875rem/1.45 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Helvetica Neue",
    Arial,
    sans-serif;
}
h1,
h2,
h3,
h4,
p,
ul,
dl,
dd {
  margin: 0;
}
ul {
  padding: 0;
  list-style: none;
}
a {
  color: var(--link);
  text-decoration: none;
}
a:hover,
.facts a,
.peers a,
footer a {
  text-decoration: underline;
  text-underline-offset: 0.15em;
}
small {
  color: var(--muted);
  font-size: 0.8125rem;
}
code,
pre {
  font-family:
    ui-monospace,
    SFMono-Regular,
    "SF Mono",
    Menlo,
    Consolas,
    "Liberation Mono",
    monospace;
  font-size: 0.78rem;
}
code {
  overflow-wrap: anywhere;
}
bdi {
  overflow-wrap: anywhere;
}
button,
input,
select {
  font: inherit;
  color: inherit;
}
button {
  cursor: pointer;
}
:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
}
[hidden],
html:not(.scripted) .needs-script {
  display: none !important;
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.muted {
  color: var(--muted);
}
.product {
  color: var(--muted);
  font-size: 0.8125rem;
  font-weight: 600;
  letter-spacing: 0.01em;
}
h1 {
  margin: 0.2rem 0 0.35rem;
  font-size: 1.6rem;
  line-height: 1.25;
  font-weight: 650;
  letter-spacing: -0.012em;
  text-wrap: balance;
}
header .facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0 1.1rem;
  color: var(--muted);
}
.bar {
  display: block;
  width: 100%;
  height: 0.625rem;
  margin: 1.25rem 0 0.5rem;
  border-radius: 0.3rem;
}
rect.noncompliant {
  fill: var(--noncompliant);
}
rect.unknown {
  fill: var(--unknown);
}
rect.waived {
  fill: var(--waived);
}
rect.compliant {
  fill: var(--compliant);
}
.tiles {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem;
}
.tile {
  padding: 0.3rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 2rem;
  background: var(--page);
  white-space: nowrap;
}
.tile b {
  font-size: 1rem;
  font-variant-numeric: tabular-nums;
}
.tile:disabled {
  color: inherit;
  cursor: default;
}
.tile:hover:enabled {
  background: var(--hover);
}
.tile[aria-pressed=true],
.tile[aria-pressed=true]:hover {
  border-color: var(--text);
  background: var(--text);
  color: var(--page);
}
.changes {
  margin-top: 0.6rem;
}
.lost {
  display: flex;
  flex-wrap: wrap;
  gap: 0 1rem;
  color: var(--unknown);
}
.excluded {
  padding: 0 0.5rem;
  color: var(--muted);
}
.mark {
  display: inline-block;
  width: 0.6rem;
  height: 0.6rem;
  margin-right: 0.4rem;
  background: var(--compliant);
  border-radius: 50%;
}
.mark.noncompliant {
  background: var(--noncompliant);
  border-radius: 1px;
}
.mark.unknown {
  background: var(--unknown);
  border-radius: 1px;
  transform: rotate(45deg) scale(0.9);
}
.mark.waived {
  background: none;
  border: 0.19rem solid var(--waived);
}
.tile[aria-pressed=true] .mark {
  filter: contrast(1);
  outline: 2px solid var(--page);
}
.gaps {
  margin-top: 1.25rem;
  padding: 0.65rem 0.9rem;
  border: 1px solid var(--line);
  border-left: 3px solid var(--unknown);
  border-radius: 4px;
  background: var(--raised);
}
h2 {
  font-size: 1rem;
  font-weight: 650;
}
.gaps h2 {
  font-size: inherit;
}
.panels {
  display: flex;
  flex-wrap: wrap;
  gap: 0 0.75rem;
  margin: 1.25rem 0 1.75rem;
  border-block: 1px solid var(--line);
}
.panels > details[open] {
  order: 1;
  flex-basis: 100%;
}
summary {
  width: max-content;
  padding: 0.45rem 0.4rem;
  border-radius: 4px;
  cursor: pointer;
  font-weight: 600;
}
summary:hover {
  background: var(--hover);
}
summary small {
  margin-left: 0.35rem;
  font-weight: 400;
}
.panel {
  padding: 0.25rem 1.2rem 1rem;
  overflow-x: auto;
}
.panel > * + * {
  margin-top: 0.6rem;
}
.panel > ul > li {
  margin: 0.25rem 0;
}
table.plain {
  border-collapse: collapse;
}
.plain th,
.plain td {
  padding: 0.3rem 1.5rem 0.3rem 0;
  border-bottom: 1px solid var(--line);
  text-align: start;
  vertical-align: top;
  font-weight: 400;
}
.plain thead th {
  color: var(--muted);
}
.toolbar {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1rem;
  margin-bottom: 0.75rem;
}
#filters {
  display: flex;
  flex: 1;
  flex-wrap: wrap;
  gap: 0.5rem;
}
#query {
  flex: 1 1 16rem;
  max-width: 32rem;
}
input,
select,
#reset {
  height: 2rem;
  padding: 0 0.65rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--page);
}
::placeholder {
  color: var(--muted);
  opacity: 1;
}
select {
  max-width: 16rem;
}
#reset:hover {
  background: var(--hover);
}
#shown {
  color: var(--muted);
  font-variant-numeric: tabular-nums;
}
table[role=table],
[role=table] > thead,
[role=table] > tbody {
  display: block;
}
[role=table] > tbody {
  content-visibility: auto;
  contain-intrinsic-block-size: auto 165rem;
}
[role=table] > tbody:last-child {
  content-visibility: visible;
}
[role=table] > thead {
  position: sticky;
  top: 0;
  z-index: 1;
  background: var(--page);
  border-bottom: 1px solid var(--line);
}
[role=table] > thead > tr,
tr.row {
  display: grid;
  grid-template-columns: var(--columns);
  column-gap: 1rem;
  padding: 0.45rem 0.5rem;
}
[role=table] > thead th {
  color: var(--muted);
  font-size: 0.8125rem;
  font-weight: 600;
  text-align: start;
}
thead button {
  margin: -0.2rem -0.35rem;
  padding: 0.2rem 0.35rem;
  border: 0;
  border-radius: 4px;
  background: none;
  font-weight: inherit;
}
thead button:hover {
  background: var(--hover);
  color: var(--text);
}
thead button::after {
  content: "";
  display: inline-block;
  width: 0;
  height: 0;
  margin-left: 0.35rem;
  border-inline: 4px solid transparent;
  visibility: hidden;
}
[aria-sort] button {
  color: var(--text);
}
[aria-sort=ascending] button::after {
  border-bottom: 5px solid;
  visibility: visible;
}
[aria-sort=descending] button::after {
  border-top: 5px solid;
  visibility: visible;
}
tr.row {
  border-bottom: 1px solid var(--line);
}
.scripted tr.row {
  cursor: pointer;
}
tr.row:hover {
  background: var(--hover);
}
tr.row > * {
  padding: 0;
  min-width: 0;
  text-align: start;
}
td.status {
  white-space: nowrap;
}
td.status small {
  display: block;
  margin-left: 1rem;
}
th.name {
  display: flex;
  gap: 0.35rem;
  font-weight: 600;
}
th.name small {
  font-weight: 400;
}
.finding small {
  display: -webkit-box;
  overflow: hidden;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
  line-clamp: 2;
}
.cis {
  color: var(--muted);
}
.fold {
  flex: none;
  width: 1.25rem;
  height: 1.25rem;
  margin-left: -0.25rem;
  padding: 0;
  border: 0;
  border-radius: 4px;
  background: none;
}
.fold::before {
  content: "";
  display: block;
  width: 0.4rem;
  height: 0.4rem;
  margin: auto;
  border: solid var(--muted);
  border-width: 0 2px 2px 0;
  transform: translateX(-1px) rotate(-45deg);
}
.fold[aria-expanded=true]::before {
  transform: translateY(-1px) rotate(45deg);
}
#none {
  padding: 2rem;
  color: var(--muted);
  text-align: center;
}
tr.unfolded,
tr.unfolded > td {
  display: block;
  padding: 0;
}
.details {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  gap: 1.25rem 2.5rem;
  padding: 1rem 1.25rem 1.5rem 2.1rem;
  border-bottom: 1px solid var(--line);
  background: var(--raised);
}
.details section + section {
  margin-top: 1.25rem;
}
h3 {
  margin-bottom: 0.3rem;
  font-size: 0.8125rem;
  font-weight: 600;
  color: var(--muted);
}
.details p + p {
  margin-top: 0.3rem;
}
.setting {
  margin-top: 0.4rem;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--page);
}
.setting h4 {
  font-size: 0.875rem;
  font-weight: 600;
}
.setting h4 small {
  margin-left: 0.25rem;
  font-weight: 400;
}
.adequate h4 small {
  color: var(--compliant);
}
.inadequate h4 small {
  color: var(--noncompliant);
}
.chips {
  display: flex;
  flex-wrap: wrap;
  gap: 0.3rem;
  margin: 0.35rem 0;
}
.chips li {
  padding: 0 0.5rem;
  border: 1px solid var(--line);
  border-radius: 1rem;
  font-size: 0.8125rem;
}
.chips .off {
  border-style: dashed;
  color: var(--muted);
}
.destinations li {
  margin-top: 0.3rem;
}
.destinations code {
  display: block;
  color: var(--muted);
}
.state {
  color: var(--muted);
}
.state.missing {
  color: var(--noncompliant);
}
.state.unverified {
  color: var(--unknown);
}
dl.facts {
  display: grid;
  grid-template-columns: max-content minmax(0, 1fr);
  gap: 0.2rem 1rem;
}
dl.facts dt {
  color: var(--muted);
}
dl.facts .chips {
  margin: 0;
}
.copy {
  padding: 0 0.5rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--page);
  font-size: 0.8125rem;
}
.copy:hover {
  background: var(--hover);
}
.code {
  margin-top: 0.4rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--code);
}
.bar-above {
  display: flex;
  justify-content: space-between;
  align-items: center;
  padding: 0.3rem 0.4rem 0.3rem 0.75rem;
  border-bottom: 1px solid var(--line);
  color: var(--muted);
  font-size: 0.8125rem;
}
.bar-above .copy {
  color: var(--text);
}
.languages {
  display: flex;
  gap: 0.25rem;
  margin-left: -0.5rem;
}
.language {
  padding: 0 0.5rem;
  border: 1px solid transparent;
  border-radius: 6px;
  background: none;
}
.language:hover {
  background: var(--hover);
}
.language[aria-pressed=true] {
  border-color: var(--line);
  background: var(--page);
  color: var(--text);
  font-weight: 600;
}
.remark::first-letter {
  text-transform: uppercase;
}
pre {
  margin: 0;
  padding: 0.6rem 0.75rem;
  overflow-x: auto;
  line-height: 1.5;
}
pre code {
  overflow-wrap: normal;
}
.peers li {
  padding: 0.35rem 0 0.35rem 3.25rem;
  border-top: 1px solid var(--line);
}
.peers li:first-child {
  border-top: 0;
}
.says {
  display: inline-block;
  width: 2.75rem;
  margin-left: -3.25rem;
  margin-right: 0.5rem;
  font-weight: 600;
}
.says.pass {
  color: var(--compliant);
}
.says.fail {
  color: var(--noncompliant);
}
.peers p {
  color: var(--muted);
  font-size: 0.8125rem;
}
footer {
  margin-top: 2rem;
  color: var(--muted);
  font-size: 0.8125rem;
}
@media (max-width: 56rem) {
  body {
    padding: 1.25rem 1rem 2rem;
  }
  h1 {
    font-size: 1.3rem;
  }
  [role=table] > thead > tr {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
  }
  [role=table] > thead {
    position: static;
  }
  tr.row {
    grid-template-columns: minmax(0, 1fr) max-content;
    gap: 0.1rem 1rem;
    padding-inline: 0.25rem;
  }
  th.name {
    grid-area: 1 / 1;
  }
  td.status {
    grid-area: 1 / 2;
  }
  td.finding,
  td.subscription,
  td.group {
    grid-column: 1 / -1;
    padding-left: 1.35rem;
  }
  td.finding {
    order: 1;
  }
  td.subscription,
  td.group {
    order: 2;
    color: var(--muted);
    font-size: 0.8125rem;
  }
  td.cis {
    display: none;
  }
  .details {
    grid-template-columns: minmax(0, 1fr);
    padding: 0.75rem 0.75rem 1.25rem 1.6rem;
  }
  #filters {
    flex-basis: 100%;
    order: 3;
  }
  #shown {
    margin-left: auto;
  }
}
@media print {
  :root {
    color-scheme: light;
  }
  body {
    padding: 0;
    max-width: none;
    font-size: 9pt;
  }
  #filters,
  .fold,
  .copy {
    display: none !important;
  }
  [role=table] > thead {
    position: static;
  }
  [role=table] > tbody {
    content-visibility: visible;
  }
  tr.row {
    break-inside: avoid;
  }
  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .bar,
  .mark {
    -webkit-print-color-adjust: exact;
    print-color-adjust: exact;
  }
}
`;
