// The state of the page is its fragment: #view=matrix&at=ID&q=text&cell=KEY
const views = all(".view");
const rules = all(".rule").map((rule) => ({ rule, head: rule.firstElementChild.textContent, found: all(".found", rule) }));
const first = endpoints.length || !one("changes") ? views[0].id : "changes";
const told = (item, head = "") => ({ item, said: `${item.textContent} ${head}`.toLowerCase() });
const items = [...all(".item").map((item) => told(item)), ...rules.flatMap(({ head, found }) => found.map((item) => told(item, head)))];
picture.byId = new Map(picture.nodes.map((node) => [node.id, node]));

function state() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const view = views.some((each) => each.id === asked.get("view")) ? asked.get("view") : first;
  return { view, at: asked.get("at") || "", q: asked.get("q") || "", cell: asked.get("cell") || "" };
}

function fragment(changed) {
  const next = { ...state(), ...changed };
  const said = new URLSearchParams();
  Object.entries(next).forEach(([name, value]) => value && said.set(name, value));
  return `#${said}`;
}

function showItems(words) {
  items.forEach(({ item, said }) => { item.hidden = !words.every((word) => said.includes(word)); });
  rules.forEach(({ rule, found }) => { rule.hidden = found.every((item) => item.hidden); });
}

function render() {
  const { view, at, q, cell } = state();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (view === "matrix" || cell || paper.matches || isPrinting) dressMatrix();
  views.forEach((each) => { each.hidden = each.id !== view; });
  all("nav a").forEach((link) => {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    link.setAttribute("href", fragment({ view: link.dataset.view, cell: "" }));
  });
  if (one("q").value !== q) one("q").value = q;
  one("only").hidden = !at;
  one("only-name").textContent = names.get(at) || at;
  one("only-off").setAttribute("href", fragment({ at: "", cell: "" }));
  const kept = connected(at);
  const shown = showMatrix(kept, at, words);
  showPicture(kept, at, words);
  showItems(words);
  linkMap(at);
  one("found").textContent = at || q ? `${shown} of ${endpoints.length} endpoints` : "";
  showCell(cell);
}

function linkMap(at) {
  const others = fragment({ view: "map", at: "", cell: "" });
  all("#picture a[data-id], #outline a[data-id]").forEach((link) => {
    const { id } = link.dataset;
    link.setAttribute("href", id === at ? others : `${others}&at=${id}`);
  });
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
narrow.addEventListener("change", render);
paper.addEventListener("change", render);
[["beforeprint", true], ["afterprint", false]].forEach(([name, is]) => addEventListener(name, () => {
  isPrinting = is;
  all("main details").forEach((each) => { each.open = is; });
  render();
}));
render();
document.documentElement.dataset.ready = "yes";
