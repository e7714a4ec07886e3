// The map: its things get names, links and all that they are told by; filters move what is left together.
const names = new Map();
const picture = readPicture();

function readPicture() {
  const svg = one("picture");
  if (!svg) return { nodes: [], lines: [], frames: [], height: 0 };
  if (data.columns) draw();
  const told = new Map();
  callers.forEach((each) => told.set(each.id, ["caller", each.name, each.value]));
  resources.forEach((each) => told.set(each.id, ["resource", each.name, each.value]));
  const groups = new Map();
  endpoints.forEach((each) => {
    const [vpc, service, ...network] = each.places;
    groups.set(each.id, vpc.id);
    told.set(each.id, ["endpoint", `${each.name}${each.isOpen ? ", open to everyone" : ""}`, `${each.name} of ${each.module}`]);
    told.set(vpc.id, ["VPC", vpc.name, ""]);
    told.set(service.id, ["service", service.name, ""]);
    network.forEach((place) => told.set(place.id, ["network", place.name, ""]));
  });
  told.forEach(([column, name], id) => names.set(id, `${column}: ${name}`));
  const nodes = all("#nodes > g").flatMap((column) => {
    const [x] = numbersOf(column);
    return Array.from(column.children).map((element) => {
      const id = element.id;
      const y = numbersOf(element)[1];
      const [link, ...pills] = all("a", element);
      const [box, , note] = link.children;
      const height = Number(box.getAttribute("height")) || (note || box.tagName === "rect" ? 46 : 34);
      const [, name, title] = told.get(id);
      bind(link, id, told);
      endpointById.get(id)?.places.slice(2).forEach((place, number) => pills[number] && bind(pills[number], place.id, told));
      const said = [column.getAttribute("class"), name, title, element.textContent].join(" ").toLowerCase();
      return { element, id, x, box, note: note ? note.textContent : "", y, first: y, height, column: column.getAttribute("class"), group: groups.get(id) || "", said };
    });
  });
  const lines = data.lines.map(([start, end, kind]) => {
    const element = document.createElementNS(SVG, "path");
    if (data.kinds[kind]) element.setAttribute("class", data.kinds[kind]);
    return { element, start: nodes[start], end: nodes[end], first: curve(nodes[start], nodes[end]) };
  });
  one("lines").replaceChildren(...lines.map((line) => line.element));
  const frames = all("#frames > g").map((element) => {
    const [rect, link] = element.children;
    bind(link, element.id, told);
    return { element, rect, label: link.lastChild, id: element.id,
      first: Number(rect.getAttribute("y")), height: Number(rect.getAttribute("height")) };
  });
  return { svg, nodes, lines, frames, height: Number(svg.getAttribute("height")) };
}

function numbersOf(element) {
  const [x, y] = element.getAttribute("transform").match(/[\d.]+/g).map(Number);
  return [x, y];
}

function bind(link, id, told) {
  const [column, name, value] = told.get(id);
  const title = document.createElementNS(SVG, "title");
  title.textContent = `${column}: ${name}${value ? `\n\n${value}` : ""}`;
  link.prepend(title);
  link.dataset.id = id;
}

// The same rules as report/page/layout.py: endpoints in order, all else near the topmost that it meets.
function showPicture(kept, at, words) {
  if (!picture.svg) return;
  let visible = new Set(picture.nodes.filter((node) => !kept || kept.has(node.id)).map((node) => node.id));
  if (words.length) {
    const fits = (said) => words.every((word) => said.includes(word));
    const hit = new Set(picture.nodes.filter((node) => visible.has(node.id) && fits(node.said)).map((node) => node.id));
    endpoints.filter((each) => fits(each.said)).forEach((each) => hit.add(each.id));
    const near = new Set();
    hit.forEach((id) => connected(id).forEach((other) => near.add(other)));
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
  const inFrames = new Map();
  picture.nodes.filter((node) => node.group && visible.has(node.id)).forEach((node) => {
    inFrames.set(node.group, [...(inFrames.get(node.group) || []), node]);
  });
  picture.frames.forEach((frame) => {
    const inside = inFrames.get(frame.id) || [];
    frame.element.toggleAttribute("hidden", !inside.length);
    if (!inside.length) return;
    const top = everything ? frame.first : Math.min(...inside.map((node) => node.y)) - 24;
    const end = everything ? frame.first + frame.height : Math.max(...inside.map((node) => node.y + node.height)) + 10;
    frame.rect.setAttribute("y", top);
    frame.rect.setAttribute("height", end - top);
    frame.label.setAttribute("y", top + 16);
  });
  picture.nodes.forEach((node) => node.element.setAttribute("transform", `translate(0 ${node.y})`));
  shown.forEach((line) => line.element.setAttribute("d", everything ? line.first : curve(line.start, line.end)));
  picture.svg.setAttribute("height", bottom);
  picture.svg.setAttribute("viewBox", `0 0 1164 ${bottom}`);
  showOutline(visible, at);
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
    const topmost = new Map();
    lines.forEach(({ start, end }) => {
      const [moved, other] = start.column === "caller" ? [start, end] : [end, start];
      topmost.set(moved, Math.min(topmost.get(moved) ?? Infinity, other.y + other.height / 2));
    });
    nodes.forEach((node) => { node.wanted = topmost.has(node) ? topmost.get(node) - node.height / 2 : 68; });
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
  const x = start.x + WIDTHS[start.column];
  const y = Math.round(start.y + start.height / 2);
  const across = end.x - x;
  const down = Math.round(end.y + end.height / 2) - y;
  const half = Math.floor(across / 2);
  return `M${x} ${y}c${half} 0 ${half} ${down} ${across} ${down}`;
}
