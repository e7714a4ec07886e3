// The matrix is read as plain letters where no script runs; here it gets links, and buttons that open its cells.
const articles = all("article.endpoint");
articles.forEach((article, number) => {
  const each = endpoints[number];
  const values = [...each.rows.flat(), ...each.columns.flat()].map((thing) => `${thing.name} ${thing.value}`);
  const places = each.places.map((place) => place.name);
  const words = [...new Set(each.cells.map((cell) => cell.shape))].map((shape) => wordsOf(data.shapes[shape]));
  each.article = article;
  const head = all("h3, .meta, .doubt", article).map((part) => part.textContent);
  each.said = [...head, ...places, ...values, ...words].join(" ").toLowerCase();
});
let isDressed = false;

function wordsOf(levels) {
  const said = { all: "all", some: "some actions", conditions: "under conditions", none: "nothing", undecided: "undecided" };
  const became = { more: "newly allowed", less: "newly denied", both: "newly allowed and newly denied", undecided: "perhaps changed" };
  const passing = levels.filter(([, extent = 0, , , , , changed]) => extent !== NONE || changed);
  const parts = passing.map(([level = 0, extent = 0, , , , , changed = 0]) => (
    `${LEVELS[level]}: ${said[EXTENTS[extent]]}${changed ? `, ${became[CHANGES[changed]]}` : ""}`
  ));
  return parts.join("; ") || "nothing: denied";
}

function dressMatrix() {
  if (isDressed) return;
  isDressed = true;
  const faces = new Map();
  endpoints.forEach((each) => dressArticle(each, faces));
}

function dressArticle(each, faces) {
  const { article } = each;
  const title = article.querySelector("h3");
  const link = document.createElement("a");
  link.href = `#view=matrix&at=${each.id}`;
  link.append(title.firstChild);
  title.prepend(link);
  title.id = `t${each.id}`;
  article.setAttribute("aria-labelledby", title.id);
  const scroll = article.querySelector(".scroll");
  if (!scroll) return;
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", `Matrix of ${each.name}`);
  const table = scroll.firstChild;
  const [first, ...heads] = table.tHead.rows[0].cells;
  first.scope = "col";
  heads.forEach((head, number) => dressHead(head, "col", each.columns[number]));
  const rows = Array.from(table.tBodies[0].rows);
  rows.forEach((row, number) => dressHead(row.cells[0], "row", each.rows[number]));
  each.cells.forEach((cell) => {
    const place = rows[cell.row].cells[cell.column + 1];
    const face = `${cell.shape} ${usedBy(cell)}`;
    if (!faces.has(face)) faces.set(face, faceOf(cell));
    const button = faces.get(face).cloneNode(true);
    button.dataset.cell = `${each.id}.${cell.row}.${cell.column}`;
    place.replaceChildren(button);
  });
}

function dressHead(head, scope, things) {
  head.scope = scope;
  head.replaceChildren();
  things.forEach((thing, number) => {
    const link = add(head, "a", thing.name);
    link.href = `#view=matrix&at=${thing.id}`;
    if (thing.value) link.title = thing.value;
    if (thing.ofAws) head.append(" ", Object.assign(document.createElement("span"), { className: "badge", textContent: "AWS\u2019s own" }));
    if (number + 1 < things.length) head.append(", ");
  });
}

function faceOf(cell) {
  const button = document.createElement("button");
  button.type = "button";
  const used = usedBy(cell);
  const uses = used === null || !cell.passes ? "" : used ? `; used ${used.toLocaleString("en")} times` : "; never used";
  add(button, "span", wordsOf(cell.levels) + uses, "vh");
  const shown = add(button, "span");
  shown.setAttribute("aria-hidden", "true");
  if (!cell.passes) shown.textContent = "denied";
  else cell.levels.forEach(([level = 0, extent = 0]) => add(shown, "span", LETTERS[level], `m ${EXTENTS[extent]}`));
  if (cell.change) add(shown, "b", SIGNS[cell.change], `sign ${cell.change}`);
  if (used !== null && cell.passes) add(shown, "span", used ? short(used) : "unused", used ? "used" : "used never");
  return button;
}

function short(used) {
  if (used >= 1e6) return `${Math.floor(used / 1e6)}M`;
  return used >= 1e3 ? `${Math.floor(used / 1e3)}k` : `${used}`;
}

function showMatrix(kept, at, words) {
  let shown = 0;
  endpoints.forEach((each) => {
    const fits = (!kept || kept.has(each.id)) && words.every((word) => each.said.includes(word));
    each.article.hidden = !fits;
    shown += fits ? 1 : 0;
    if (!fits || !isDressed) return;
    const table = each.article.querySelector("table");
    if (!table) return;
    const inRows = each.rows.some((things) => ids(things).includes(at));
    const away = each.columns.some((things) => ids(things).includes(at))
      ? each.columns.map((things) => !ids(things).includes(at)) : [];
    if (!inRows && !away.length && !each.isCut) return;
    each.isCut = inRows || away.length > 0;
    Array.from(table.tBodies[0].rows).forEach((row, number) => {
      row.hidden = inRows && !ids(each.rows[number]).includes(at);
    });
    Array.from(table.rows).forEach((row) => {
      each.columns.forEach((_, number) => { row.cells[number + 1].hidden = Boolean(away[number]); });
    });
  });
  one("matrix").querySelector(".nothing").hidden = shown > 0 || !endpoints.length;
  return shown;
}

// What is connected with the chosen thing: the endpoints that bear its id, and all that meets those.
function connected(at) {
  if (!at) return null;
  const kept = new Set([at]);
  endpoints.filter((each) => each.tags.has(at)).forEach((each) => {
    kept.add(each.id);
    waysOf(each, at).forEach((id) => kept.add(id));
  });
  return kept;
}

function waysOf(each, at) {
  const named = new Set([...ids(each.rows.flat()), ...ids(each.columns.flat())]);
  if (each.id === at || endpointById.has(at) || !named.has(at)) return each.tags;
  const found = new Set(Array.from(each.tags).filter((id) => !named.has(id)));
  each.cells.filter((cell) => cell.passes).forEach((cell) => {
    const both = [...ids(each.rows[cell.row]), ...ids(each.columns[cell.column])];
    if (both.includes(at)) both.forEach((id) => found.add(id));
  });
  return found;
}
