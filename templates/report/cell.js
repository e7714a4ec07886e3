// What a cell says when it is opened.
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
  const [id, row, column] = key.split(".");
  const each = endpointById.get(id);
  const cell = each?.cells.find((found) => `${found.row}` === row && `${found.column}` === column);
  if (!cell) {
    if (dialog.open) dialog.close();
    return;
  }
  const said = (things) => things.map((thing) => thing.name).join(", ");
  const title = each.article.querySelector("h3 a").textContent;
  one("detail-title").textContent = `${said(each.rows[cell.row])} on ${said(each.columns[cell.column])}, through ${title}`;
  const body = one("detail-body");
  body.replaceChildren();
  cell.levels.forEach((level, number) => addLevel(body, each, cell, level, cell.used?.[number]));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

function addLevel(body, each, cell, [level = 0, extent = 0, actions = 0, statements, passing, refused, , allowed, denied, reason], used) {
  const heading = add(body, "h3");
  const said = EXTENTS[extent];
  add(heading, "span", said === "conditions" ? "under conditions" : said, `badge ${said === "undecided" ? "bad" : ""}`);
  heading.append(` ${LEVELS[level]}: ${SAID[said]}`);
  if (reason) add(body, "p", text(reason - 1), "doubt");
  const list = add(body, "dl");
  data.actions[actions].forEach((found, number) => {
    if (!found.length) return;
    add(list, "dt", `${BECAME[number]} (${found.length})`);
    add(list, "dd", found.map(text).join(", "));
  });
  const requests = [["for example, this passes", passing], ["and this does not", refused], ["newly allowed", allowed], ["no longer allowed", denied]];
  requests.filter(([, example]) => example).forEach(([title, example]) => {
    add(list, "dt", title);
    add(list, "dd", requestOf(cell, example));
  });
  if (used) {
    add(list, "dt", "used");
    add(list, "dd", used[0] ? `${used[0].toLocaleString("en")} times, last at ${text(used[1])}` : "never");
  }
  if (!statements?.length) return;
  add(list, "dt", "decided by");
  statements.forEach((number) => addStatement(list, data.statements[each.first + number]));
}

function addStatement(list, [policy, label, effect, who, what, onWhat, when, place, statement]) {
  const entry = add(list, "dd");
  add(entry, "b", `${text(effect)} ${text(label)}`);
  entry.append(` ${text(who)}: ${text(what)} on ${text(onWhat)}, ${text(when)}`);
  const where = place ? `${text(place[0])}:${place[1]}` : "";
  add(entry, "p", [text(policy), where].filter(Boolean).join(", "), "where");
  const more = add(entry, "details");
  add(more, "summary", "The statement");
  add(more, "pre", JSON.stringify(unfolded(statement), null, 2));
}
