// A large map: what map.html.j2 writes of a smaller one, so that all else finds the same things.
const SVG = "http://www.w3.org/2000/svg";
const WIDTHS = { caller: 250, endpoint: 250, service: 132, resource: 290 };

function shape(parent, tag, attributes = {}, said = "") {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => value !== "" && made.setAttribute(name, value));
  if (said) made.textContent = said;
  parent.append(made);
  return made;
}

function draw() {
  data.frames.forEach(([id, y, height, name]) => {
    const frame = shape(one("frames"), "g", { id });
    shape(frame, "rect", { x: 320, y, width: 270, height, rx: 8 });
    shape(shape(frame, "a"), "text", { x: 330, y: y + 16 }, text(name));
  });
  data.columns.forEach(([column, x, nodes]) => {
    const group = shape(one("nodes"), "g", { class: column, transform: `translate(${x})` });
    nodes.forEach((node) => drawNode(group, WIDTHS[column], node));
  });
}

function drawNode(group, width, [id, y, height, isWide, ofAws, name, note, change, pills]) {
  const node = shape(group, "g", { id, class: text(change), transform: `translate(0 ${y})` });
  const link = shape(node, "a");
  const half = Math.floor(height / 2);
  const right = width - 10;
  if (ofAws) shape(link, "path", { class: "aws", d: `M10 0H${right}L${width} ${half}L${right} ${height}H10L0 ${half}Z` });
  else shape(link, "rect", { class: isWide ? "wide" : "", height: height === 46 ? "" : height });
  shape(link, "text", {}, text(name));
  if (text(note)) shape(link, "text", {}, text(note));
  pills.forEach(([top, said, isLink]) => {
    const pill = shape(node, isLink ? "a" : "g", { class: "pill", transform: `translate(12 ${top})` });
    if (isLink) shape(pill, "rect");
    shape(pill, "text", {}, text(said));
  });
}
