// The map as a list, for phones and paper: made when it is first seen, of what the picture is made of.
const narrow = matchMedia("(max-width: 40rem)");
const paper = matchMedia("print");
let stops = null;
let isPrinting = false;

function showOutline(visible, at) {
  if (!stops && !narrow.matches && !paper.matches && !isPrinting) return;
  stops = stops || picture.nodes.filter((node) => node.column === "endpoint").map(stopOf);
  stops.forEach(({ id, stop, chips }) => {
    stop.hidden = !visible.has(id);
    chips.forEach((chip) => {
      chip.parentElement.hidden = !visible.has(chip.dataset.id);
      chip.classList.toggle("chosen", chip.dataset.id === at);
    });
  });
}

function stopOf(node) {
  const each = endpointById.get(node.id);
  const [vpc, service] = each.places;
  const stop = add(one("outline"), "li", undefined, "stop");
  const title = add(stop, "h3");
  add(title, "a", each.name).dataset.id = each.id;
  if (each.isOpen) title.append(" ", badge("open to everyone", "bad"));
  if (each.change) title.append(" ", badge(each.change, "change"));
  add(stop, "p", [vpc.name, node.note].filter(Boolean).join(" \u00b7 "), "where");
  const passing = each.cells.filter((cell) => cell.passes);
  if (!passing.length) {
    add(stop, "p", "Nothing passes, or it is not known: see Who may what.");
    return { id: node.id, stop, chips: [] };
  }
  const who = new Map();
  const what = new Map();
  passing.forEach((cell) => {
    each.rows[cell.row].forEach((thing) => who.set(thing, [...(who.get(thing) || []), cell.change]));
    each.columns[cell.column].forEach((thing) => what.set(thing, [...(what.get(thing) || []), cell.change]));
  });
  add(stop, "h4", "Lets pass");
  addChips(add(stop, "ul"), who);
  add(stop, "h4", `to ${service.name}`);
  addChips(add(stop, "ul"), what);
  return { id: node.id, stop, chips: all(".chip", stop) };
}

function badge(said, className) {
  return Object.assign(document.createElement("span"), { textContent: said, className: `badge ${className}` });
}

function addChips(list, things) {
  const words = { more: "newly allowed", less: "no longer allowed", both: "changed", undecided: "perhaps changed" };
  things.forEach((changes, thing) => {
    const item = add(list, "li");
    const { box } = picture.byId.get(thing.id);
    const chip = add(item, "a", thing.name, ["chip", box.getAttribute("class")].filter(Boolean).join(" "));
    chip.dataset.id = thing.id;
    const [service, region, account] = thing.isNamed ? thing.values[0].split(":").slice(2, 5) : [];
    const where = [service, region, account].filter((part) => part && part !== "*");
    if (where.length) chip.append(` \u00b7 ${where.join(" \u00b7 ")}`);
    const change = changes.includes("") ? "" : new Set(changes).size === 1 ? changes[0] : "both";
    if (!change) return;
    item.append(" ");
    add(item, "span", SIGNS[change], `sign ${change}`);
    add(item, "span", words[change], "vh");
  });
}
