// --- Search over every table, by any name ----------------------------------------------------------------
const NAMED = 40;
const mapped = (table) => layerNamed(table) !== undefined;
// Where a row leads on the map: itself, or the unit of a layer that it names.
function destination(table, row) {
  if (mapped(table)) return [table, row];
  for (const column of tables[table].columns) {
    const other = layerOf(column.name);
    const at = mapped(other) ? place(other, shown(column, row)) : -1;
    if (at >= 0) return [other, at];
  }
  return [table, row];
}
function searchAll(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const hits = [];
  for (const name in tables) {
    const own = tables[name];
    const texts = own.columns.filter((column) => column.t);
    own.codes.forEach((code, row) => {
      const title = fold(unitName(name, row).join(" "));
      const all = () => `${title} ${fold(texts.map((column) => cellText(name, row, column.name)).join(" "))}`;
      const near = words.every((word) => title.includes(word));
      if (!near && !words.every((word) => all().includes(word))) return;
      const start = title.startsWith(words[0]) || fold(code) === words[0];
      hits.push({ name, row, rank: (near ? (start ? 0 : 1) : 2) + (mapped(name) ? 0 : 0.5) });
    });
  }
  return hits.sort((a, b) => a.rank - b.rank).slice(0, NAMED);
}
function go({ name, row }) {
  const [table, at] = destination(name, row);
  if (mapped(table)) {
    if (!layer || layer.name !== table) chooseLayer(data.layers.indexOf(layerNamed(table)), theme?.field, true);
    choose(table, [at]);
    goTo(table, at);
  } else choose(table, [at]);
  found.replaceChildren();
}
const found = $("found");
$("m-find").addEventListener("input", (event) => {
  const hits = searchAll(event.target.value);
  found.replaceChildren(...hits.slice(0, 12).map((hit) => {
    const line = html("li");
    const button = html("button", "", "", line);
    button.type = "button";
    const [title, code] = unitName(hit.name, hit.row);
    html("strong", title, "", button);
    html("span", ` ${[code, tables[hit.name].title].filter(Boolean).join(" · ")}`, "", button);
    button.addEventListener("click", () => { go(hit); $("m-find").value = title; });
    return line;
  }));
  if (event.target.value) say(hits.length ? plural(hits.length, "résultat", "résultats") : "Aucun résultat.");
});
$("m-find").addEventListener("keydown", (event) => {
  if (event.key === "Escape") found.replaceChildren();
  if (event.key !== "Enter") return;
  event.preventDefault();
  const [hit] = searchAll(event.target.value);
  if (hit) go(hit);
  else say("Aucun résultat.");
});
for (const link of document.querySelectorAll("[data-go]")) {
  link.addEventListener("click", () => {
    const [name, code] = link.dataset.go.split("/");
    go({ name, row: place(name, code) });
    $("cartes").scrollIntoView();
  });
}
