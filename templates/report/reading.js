document.documentElement.classList.add("js");
// What report/page/data.py wrote: numbers stand for texts, lists of actions and shapes of cells.
const data = JSON.parse(document.getElementById("data").textContent);
const all = (selector, inside = document) => Array.from(inside.querySelectorAll(selector));
const one = (id) => document.getElementById(id);
const strings = data.strings.replace(/[\ue000-\uf8ff]/g, (letter) => data.words[letter.charCodeAt(0) - 0xe000]).split("\n");
const text = (number) => strings[number];

const LEVELS = ["list", "read", "write", "tagging", "permissions-management"];
const LETTERS = ["L", "R", "W", "T", "P"];
const EXTENTS = ["all", "some", "conditions", "none", "undecided"];
const CHANGES = ["", "more", "less", "both", "undecided"];
const SIGNS = { more: "+", less: "\u2212", both: "\u00b1", undecided: "?" };
const NONE = EXTENTS.indexOf("none");

const callers = data.callers.map(([id, name, value]) => ({ id, name: text(name), value: text(value) }));
const resources = data.resources.map(([id, name, values, ofAws, isNamed]) => (
  { id, name: text(name), values: values.map(text), value: values.map(text).join(", "), ofAws, isNamed }
));
const endpoints = data.endpoints.map(([id, name, module, isOpen, change, places, rows, columns, first, cells]) => ({
  id, name: text(name), module: text(module), isOpen, change, first,
  places: places.map(([key, said]) => ({ id: key, name: text(said) })),
  rows: rows.map((numbers) => numbers.map((number) => callers[number])),
  columns: columns.map((numbers) => numbers.map((number) => resources[number])),
  cells: cells.map(([row, column, shape, situations, used]) => {
    const levels = data.shapes[shape];
    const passing = levels.filter(([, extent = 0, , , , , changed]) => extent !== NONE || changed);
    return { row, column, shape, levels, situations, used, passes: passing.length > 0, change: together(passing.map((each) => each[6] || 0).filter(Boolean)) };
  }),
}));
const endpointById = new Map(endpoints.map((each) => [each.id, each]));

// The ids of an endpoint: its own, its VPC, service and network, and all that passes it.
endpoints.forEach((each) => {
  const found = [each.id, ...each.places.map((place) => place.id)];
  each.cells.filter((cell) => cell.passes).forEach((cell) => {
    [...each.rows[cell.row], ...each.columns[cell.column]].forEach((thing) => found.push(thing.id));
  });
  each.tags = new Set(found);
});

function together(numbers) {
  const found = new Set(numbers);
  if (!found.size) return "";
  return found.size === 1 ? CHANGES[numbers[0]] : "both";
}

function usedBy(cell) {
  return cell.used ? cell.used.reduce((sum, [count]) => sum + count, 0) : null;
}

// The request of a level in words; its action stands with the level, all else with the cell.
function requestOf(cell, example) {
  if (!example) return "";
  const [principal, resource, keys] = cell.situations[example[0]];
  if (example.length === 1) return text(principal);
  const on = text(resource) ? ` on ${text(resource)}` : "";
  return `${text(principal)} calling ${text(example[1])}${on}${text(keys)}`;
}

function unfolded(number) {
  if (number >= 0) return text(number);
  const [kind, ...parts] = data.values[-1 - number];
  if (kind === 2) return JSON.parse(text(parts[0]));
  if (kind === 0) return parts.map(unfolded);
  const made = {};
  for (let at = 0; at < parts.length; at += 2) {
    Object.defineProperty(made, text(parts[at]), { value: unfolded(parts[at + 1]), enumerable: true });
  }
  return made;
}

function add(parent, tag, said, className) {
  const made = document.createElement(tag);
  if (said !== undefined) made.textContent = said;
  if (className) made.className = className;
  parent.append(made);
  return made;
}

const ids = (things) => things.map((thing) => thing.id);
