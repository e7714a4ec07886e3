"use strict";
(() => {
  // The state of the page is its fragment: #view=matrix&at=ID&q=text&cell=KEY
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, inside = document) => Array.from(inside.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const views = all(".view");
  const endpoints = all("article.endpoint").map((section) => ({
    section,
    tags: new Set(section.dataset.tags.split(" ")),
    rows: all("tbody tr", section).map((row) => ({ row, ids: row.dataset.ids.split(" "), text: textOf(row) })),
    columns: all("thead th[data-ids]", section).map((head) => head.dataset.ids.split(" ")),
    text: textOf(section),
  }));
  const items = all(".item").map((item) => ({ item, text: textOf(item) }));
  const names = new Map();
  all("#picture a[data-id]").forEach((link) => names.set(link.dataset.id, link.querySelector("title").textContent.split("\n")[0]));
  all("th a[href], article h3 a[href]").forEach((link) => {
    const id = new URLSearchParams(link.getAttribute("href").slice(1)).get("at");
    if (id && !names.has(id)) names.set(id, link.textContent);
  });
  const picture = readPicture();
  const stops = all("#outline > li").map((stop) => ({ stop, chips: all(".chip", stop) }));

  function textOf(element) {
    const titles = all("[title]", element).map((each) => each.title);
    return `${element.textContent} ${titles.join(" ")}`.toLowerCase();
  }

  function state() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const view = views.some((each) => each.id === asked.get("view")) ? asked.get("view") : views[0].id;
    return { view, at: asked.get("at") || "", q: asked.get("q") || "", cell: asked.get("cell") || "" };
  }

  function fragment(changed) {
    const next = { ...state(), ...changed };
    const said = new URLSearchParams();
    Object.entries(next).forEach(([name, value]) => value && said.set(name, value));
    return `#${said}`;
  }

  // What is connected with the chosen thing: the endpoints that bear its id, and all that meets those.
  function connected(at) {
    if (!at) return null;
    const kept = new Set([at]);
    const isEndpoint = endpoints.some((each) => each.section.dataset.id === at);
    endpoints.filter((each) => each.tags.has(at)).forEach((each) => {
      kept.add(each.section.dataset.id);
      const ways = waysOf(each, at, isEndpoint);
      ways.forEach((id) => kept.add(id));
    });
    return kept;
  }

  function waysOf(each, at, isEndpoint) {
    const named = new Set([...each.rows.flatMap((row) => row.ids), ...each.columns.flat()]);
    if (isEndpoint || !named.has(at)) return each.tags;
    const found = new Set(Array.from(each.tags).filter((id) => !named.has(id)));
    each.rows.forEach(({ row, ids }) => {
      all("td", row).forEach((cell, number) => {
        if (!cell.querySelector(".m")) return;
        const both = [...ids, ...each.columns[number]];
        if (both.includes(at)) both.forEach((id) => found.add(id));
      });
    });
    return found;
  }

  function showMatrix(kept, at, words) {
    let shown = 0;
    endpoints.forEach((each) => {
      const fits = (!kept || kept.has(each.section.dataset.id)) && words.every((word) => each.text.includes(word));
      each.section.hidden = !fits;
      shown += fits ? 1 : 0;
      if (!fits) return;
      const inRows = each.rows.some((row) => row.ids.includes(at));
      const inColumns = each.columns.some((ids) => ids.includes(at));
      each.rows.forEach(({ row, ids }) => { row.hidden = inRows && !ids.includes(at); });
      each.columns.forEach((ids, number) => {
        const away = inColumns && !ids.includes(at);
        all(`tr > :nth-child(${number + 2})`, each.section).forEach((cell) => { cell.hidden = away; });
      });
    });
    one("matrix").querySelector(".nothing").hidden = shown > 0 || !endpoints.length;
    return shown;
  }

  function showItems(words) {
    items.forEach(({ item, text }) => { item.hidden = !words.every((word) => text.includes(word)); });
  }

  function readPicture() {
    const nodes = all("#nodes .node").map((element) => {
      const [x, y] = element.getAttribute("transform").match(/[\d.]+/g).map(Number);
      const width = Number((element.querySelector("rect.box") || {}).getAttribute?.("width")) || element.getBBox().width;
      return { element, x, y, width, height: Number(element.dataset.height), id: element.dataset.id,
        column: element.dataset.column, group: element.dataset.group || "", text: textOf(element), first: y };
    });
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const lines = all("#lines .line").map((element) => ({
      element, start: byId.get(element.dataset.f), end: byId.get(element.dataset.t), first: element.getAttribute("d"),
    }));
    const frames = all("#frames .frame").map((element) => {
      const rect = element.querySelector("rect");
      return { element, rect, text: element.querySelector("text"), id: element.dataset.id, label: textOf(element),
        first: Number(rect.getAttribute("y")), height: Number(rect.getAttribute("height")) };
    });
    const svg = one("picture");
    return { svg, nodes, lines, frames, height: svg ? Number(svg.getAttribute("height")) : 0 };
  }

  // The same rules as report/page/layout.py: endpoints in order, all else near the topmost that it meets.
  function showPicture(kept, at, words) {
    if (!picture.svg) return;
    const matching = (node) => words.every((word) => node.text.includes(word));
    let visible = new Set(picture.nodes.filter((node) => !kept || kept.has(node.id)).map((node) => node.id));
    if (words.length) {
      const hit = new Set(picture.nodes.filter((node) => visible.has(node.id) && matching(node)).map((node) => node.id));
      endpoints.filter((each) => words.every((word) => each.text.includes(word)))
        .forEach((each) => hit.add(each.section.dataset.id));
      const near = new Set();
      hit.forEach((id) => (connected(id) || []).forEach((other) => near.add(other)));
      visible = new Set(Array.from(visible).filter((id) => near.has(id)));
    }
    const everything = visible.size === picture.nodes.length;
    picture.nodes.forEach((node) => {
      node.element.toggleAttribute("hidden", !visible.has(node.id));
      node.element.classList.toggle("chosen", node.id === at);
      node.y = node.first;
    });
    const shown = picture.lines.filter((line) => visible.has(line.start.id) && visible.has(line.end.id));
    picture.lines.forEach((line) => line.element.toggleAttribute("hidden", true));
    shown.forEach((line) => line.element.toggleAttribute("hidden", false));
    const bottom = everything ? picture.height : place(visible, shown);
    picture.frames.forEach((frame) => {
      const inside = picture.nodes.filter((node) => node.group === frame.id && visible.has(node.id));
      frame.element.toggleAttribute("hidden", !inside.length);
      if (!inside.length) return;
      const top = everything ? frame.first : Math.min(...inside.map((node) => node.y)) - 24;
      const end = everything ? frame.first + frame.height : Math.max(...inside.map((node) => node.y + node.height)) + 10;
      frame.rect.setAttribute("y", top);
      frame.rect.setAttribute("height", end - top);
      frame.text.setAttribute("y", top + 16);
    });
    picture.nodes.forEach((node) => node.element.setAttribute("transform", `translate(${node.x} ${node.y})`));
    shown.forEach((line) => line.element.setAttribute("d", everything ? line.first : curve(line.start, line.end)));
    stops.forEach(({ stop, chips }) => {
      stop.hidden = !visible.has(stop.dataset.id);
      chips.forEach((chip) => {
        chip.parentElement.hidden = !visible.has(chip.dataset.id);
        chip.classList.toggle("chosen", chip.dataset.id === at);
      });
    });
    picture.svg.setAttribute("height", bottom);
    picture.svg.setAttribute("viewBox", `0 0 1164 ${bottom}`);
  }

  function place(visible, lines) {
    const column = (name) => picture.nodes.filter((node) => node.column === name && visible.has(node.id));
    let y = 44;
    let group = null;
    column("endpoint").forEach((node) => {
      if (node.group !== group) y += (group === null ? 0 : 10) + 24;
      group = node.group;
      node.y = y;
      y += node.height + 10;
    });
    let bottom = y;
    ["caller", "service", "resource"].forEach((name) => {
      const nodes = column(name);
      nodes.forEach((node) => {
        const near = name === "caller" ? lines.filter((line) => line.start === node).map((line) => line.end)
          : lines.filter((line) => line.end === node).map((line) => line.start);
        const topmost = Math.min(...near.map((other) => other.y + other.height / 2));
        node.wanted = near.length ? topmost - node.height / 2 : 68;
      });
      nodes.sort((a, b) => a.wanted - b.wanted || a.first - b.first);
      let at = 68;
      nodes.forEach((node) => {
        node.y = Math.round(Math.max(at, node.wanted));
        at = node.y + node.height + 10;
      });
      bottom = Math.max(bottom, at);
    });
    return bottom + 10;
  }

  function curve(start, end) {
    const widths = { caller: 250, endpoint: 250, service: 132, resource: 290 };
    const x1 = start.x + widths[start.column];
    const y1 = Math.round(start.y + start.height / 2);
    const y2 = Math.round(end.y + end.height / 2);
    const middle = Math.floor((x1 + end.x) / 2);
    return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${end.x} ${y2}`;
  }

  function add(parent, tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    parent.append(made);
    return made;
  }

  const SAID = {
    all: "every request for each action",
    some: "every request for some actions, none for the others",
    conditions: "some requests, and others not",
    none: "nothing",
    undecided: "not decided",
  };
  const BECAME = ["always", "under conditions", "never", "undecided"];

  function showCell(key) {
    const dialog = one("detail");
    const button = document.querySelector(`[data-cell="${CSS.escape(key)}"]`);
    if (!key || !button) {
      if (dialog.open) dialog.close();
      return;
    }
    const row = button.closest("tr");
    const head = button.closest("table").querySelectorAll("thead th")[button.closest("td").cellIndex];
    const clean = (text) => text.replace(/\s+/g, " ").trim();
    const title = clean(button.closest("article.endpoint").querySelector("h3 a").textContent);
    one("detail-title").textContent = `${clean(row.querySelector("th").textContent)} on ${clean(head.textContent)}, through ${title}`;
    const body = one("detail-body");
    body.replaceChildren();
    whole(data.cells[button.dataset.cell.split(".")[0]][key.slice(key.indexOf(".") + 1)])
      .forEach((level) => addLevel(body, level));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  // Long parts stand in the data once: the mark and the number of a part stand for it elsewhere.
  function whole(value) {
    if (typeof value === "string") return value.startsWith("\0") ? whole(data.parts[Number(value.slice(1))]) : value;
    if (Array.isArray(value)) return value.map(whole);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, whole(inner)]));
  }

  function addLevel(body, [level, extent, actions, statements, passing, refused, reason, allowed, denied, used]) {
    const heading = add(body, "h3");
    add(heading, "span", extent === "conditions" ? "under conditions" : extent, `badge ${extent === "undecided" ? "bad" : ""}`);
    heading.append(` ${level}: ${SAID[extent]}`);
    if (reason) add(body, "p", reason, "doubt");
    const list = add(body, "dl");
    actions.forEach((names, number) => {
      if (!names.length) return;
      add(list, "dt", `${BECAME[number]} (${names.length})`);
      add(list, "dd", names.join(", "));
    });
    if (passing) {
      add(list, "dt", "for example, this passes");
      add(list, "dd", passing);
    }
    if (refused) {
      add(list, "dt", "and this does not");
      add(list, "dd", refused);
    }
    if (allowed) {
      add(list, "dt", "newly allowed");
      add(list, "dd", allowed);
    }
    if (denied) {
      add(list, "dt", "no longer allowed");
      add(list, "dd", denied);
    }
    if (used) {
      add(list, "dt", "used");
      add(list, "dd", used);
    }
    if (statements.length) add(list, "dt", "decided by");
    statements.forEach((number) => {
      const [policy, label, effect, [who, what, onWhat, when], place, statement] = whole(data.statements[number]);
      const entry = add(list, "dd");
      add(entry, "b", `${effect} ${label}`);
      entry.append(` ${who}: ${what} on ${onWhat}, ${when}`);
      add(entry, "p", [policy, place].filter(Boolean).join(", "), "where");
      const more = add(entry, "details");
      add(more, "summary", "The statement");
      add(more, "pre", JSON.stringify(statement, null, 2));
    });
  }

  function render() {
    const { view, at, q, cell } = state();
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    views.forEach((each) => { each.hidden = each.id !== view; });
    all("nav a").forEach((link) => {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      link.setAttribute("href", fragment({ view: link.dataset.view, cell: "" }));
    });
    all("#picture a[data-id], #outline a[data-id]").forEach((link) => {
      link.setAttribute("href", fragment({ view: "map", at: link.dataset.id === at ? "" : link.dataset.id, cell: "" }));
    });
    if (one("q").value !== q) one("q").value = q;
    one("only").hidden = !at;
    one("only-name").textContent = names.get(at) || at;
    one("only-off").setAttribute("href", fragment({ at: "", cell: "" }));
    const kept = connected(at);
    const shown = showMatrix(kept, at, words);
    showPicture(kept, at, words);
    showItems(words);
    one("found").textContent = at || q ? `${shown} of ${endpoints.length} endpoints` : "";
    showCell(cell);
  }

  addEventListener("hashchange", render);
  one("q").addEventListener("input", () => {
    history.replaceState(null, "", fragment({ q: one("q").value, cell: "" }));
    render();
  });
  document.querySelector(".filter").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cell]");
    if (button) location.hash = fragment({ cell: button.dataset.cell });
  });
  one("detail-close").addEventListener("click", () => one("detail").close());
  one("detail").addEventListener("close", () => {
    if (state().cell) {
      history.replaceState(null, "", fragment({ cell: "" }));
      render();
    }
  });
  addEventListener("beforeprint", () => views.forEach((each) => { each.hidden = false; }));
  addEventListener("afterprint", render);
  render();
  document.documentElement.dataset.ready = "yes";
})();
