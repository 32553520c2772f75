// --- The atlas: one or two maps that share their view, a legend, a sheet -----------------------------
const first = makeMap($("stage"), "map", true);
first.map.setAttribute("role", "group");
first.map.setAttribute("aria-label", "Carte. Flèches : unité voisine ; Entrée : afficher ses chiffres ; plus et moins : agrandir, réduire ; Échap : tout désélectionner.");
let second = null;
let layer = null, theme = null;
let view = { x: 0, y: 0, w: data.width, h: data.height };
const maps = () => (second && !$("stage2").hidden ? [first, second] : [first]);
const zoomer = Charts.zoom().scaleExtent([0.5, 60]).on("zoom", (event) => look(event.transform));
// One finger and the bare wheel belong to the page: two fingers, or Ctrl and the wheel, to the map.
zoomer.filter((event) => {
  if (event.type === "wheel") return event.ctrlKey || event.metaKey;
  if (event.type.startsWith("touch")) return event.touches.length > 1;
  return !event.button && event.type !== "dblclick";
});
const frameOf = () => {
  const box = first.map.getBoundingClientRect();
  const width = box.width || 1, height = box.height || 1;
  return { width, height, unit: Math.max(data.width / width, data.height / height) };
};
function look(t) {
  const { width, height, unit } = frameOf();
  const per = unit / t.k;
  const left = data.width / 2 - (width / 2) * unit, top = data.height / 2 - (height / 2) * unit;
  view = { x: left - t.x * per, y: top - t.y * per, w: width * per, h: height * per };
  for (const one of maps()) one.look(view, per);
  if (second && Charts.zoomIdentity) second.map.__zoom = first.map.__zoom = t;
  const target = 110 * per * data.metres;
  const power = 10 ** Math.floor(Math.log10(target));
  const length = [5, 2, 1].map((step) => step * power).find((step) => step <= target);
  $("s-bar").style.width = `${length / data.metres / per}px`;
  $("s-text").textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
}
function lookAt(x, y, w, h) {
  const { width, height, unit } = frameOf();
  const k = Math.min((width * unit) / w, (height * unit) / h, 60);
  const left = data.width / 2 - (width / 2) * unit, top = data.height / 2 - (height / 2) * unit;
  const cx = x + w / 2, cy = y + h / 2;
  const t = Charts.zoomIdentity.translate(width / 2 - ((cx - left) / unit) * k, height / 2 - ((cy - top) / unit) * k).scale(k);
  Charts.select(first.map).call(zoomer.transform, t);
}
const fit = () => lookAt(...layer.view);
const zoom = (factor) => lookAt(view.x + (view.w * (1 - factor)) / 2, view.y + (view.h * (1 - factor)) / 2, view.w * factor, view.h * factor);
function goTo(table, row) {
  const item = layerNamed(table);
  const [x, y] = item.centres[row];
  const box = first.shapes[row].getBBox();
  const side = Math.min(Math.max(box.width, box.height, data.width / 25) * 3, Math.max(item.view[2], item.view[3]));
  lookAt(x - side / 2, y - side / 2, side, side);
}

// The neighbour in a direction: the nearest centre within 45 degrees of it.
function neighbour(own, from, dx, dy) {
  const [x, y] = own.layer.centres[from];
  let best = from, least = Infinity;
  own.layer.centres.forEach(([u, v], row) => {
    const along = (u - x) * dx + (v - y) * dy;
    const across = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
    if (along > 0 && across <= along && along + across < least) { best = row; least = along + across; }
  });
  return best;
}
function focusOn(own, row, focus) {
  own.shapes[own.focused]?.setAttribute("tabindex", -1);
  own.focused = row;
  own.shapes[row].setAttribute("tabindex", 0);
  if (focus) own.shapes[row].focus();
}
function wire(own, host) {
  const tip = html("div", "", "tip", host);
  tip.hidden = true;
  Charts.select(own.map).call(zoomer).on("dblclick.zoom", null).style("touch-action", "pan-x pan-y");
  own.marks.addEventListener("click", (event) => {
    const row = event.target.unit;
    if (row === undefined) return;
    focusOn(own, row, true);
    choose(own.layer.name, [row], { add: event.ctrlKey || event.metaKey || event.shiftKey });
  });
  own.marks.addEventListener("pointermove", (event) => {
    const row = event.target.unit;
    if (row === undefined) return;
    tip.textContent = `${unitName(own.layer.name, row)[0]} : ${figure(own.layer.name, row, own.theme.field)}`;
    tip.hidden = false;
    const box = own.map.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(event.clientX - box.left + 14, box.width - 200))}px`;
    tip.style.top = `${event.clientY - box.top + 16}px`;
  });
  own.marks.addEventListener("pointerleave", () => { tip.hidden = true; });
  own.marks.addEventListener("keydown", (event) => {
    if (ARROWS[event.key]) focusOn(own, neighbour(own, own.focused, ...ARROWS[event.key]), true);
    else if (event.key === "Enter" || event.key === " ") choose(own.layer.name, [own.focused], { add: event.ctrlKey || event.shiftKey });
    else if (event.key === "+") { const [x, y] = own.layer.centres[own.focused]; lookAt(x - view.w * 0.35, y - view.h * 0.35, view.w * 0.7, view.h * 0.7); }
    else if (event.key === "-") zoom(1.4);
    else if (event.key === "Escape") choose("", []);
    else return;
    event.preventDefault();
  });
  follow(() => own.mark());
}

// --- Controls -----------------------------------------------------------------------------------
function options(select, items) {
  select.replaceChildren(...items.map((item, at) => {
    const option = html("option", item.title);
    option.value = at;
    return option;
  }));
}
for (const id of ["m-layer", "m2-layer"]) options($(id), data.layers);
function chooseLayer(at, field, keepView) {
  layer = data.layers[at];
  $("m-layer").value = at;
  options($("m-theme"), layer.themes);
  chooseTheme(Math.max(0, layer.themes.findIndex((item) => item.field === field)));
  if (!keepView) fit();
}
function chooseTheme(at) {
  theme = layer.themes[at];
  $("m-theme").value = at;
  first.draw(layer, theme);
  $("l-title").textContent = theme.title;
  legend($("legend"), theme, layer, "map");
}
function chooseSecond(at, field) {
  const item = data.layers[at];
  $("m2-layer").value = at;
  options($("m2-theme"), item.themes);
  const found = item.themes.findIndex((one) => one.field === field);
  const number = found >= 0 ? found : Math.min(1, item.themes.length - 1);
  $("m2-theme").value = number;
  second.draw(item, item.themes[number]);
  $("l2-title").textContent = item.themes[number].title;
  legend($("legend2"), item.themes[number], item, "map2");
}
function compare(on, at, field) {
  $("m-two").checked = on;
  $("atlas").classList.toggle("two", on);
  for (const id of ["stage2", "second-tools", "second-legend"]) $(id).hidden = !on;
  if (on && !second) {
    second = makeMap($("stage2"), "map2", true);
    second.map.setAttribute("role", "group");
    second.map.setAttribute("aria-label", "Seconde carte, à la même échelle que la première.");
    wire(second, $("stage2"));
    second.overlays.forEach((nodes, number) => nodes.forEach((node) => { node.style.display = first.overlays[number][0].style.display; }));
  }
  if (on) chooseSecond(at ?? data.layers.indexOf(layer), field);
  lookAt(view.x, view.y, view.w, view.h);
}
$("m-layer").addEventListener("change", (event) => chooseLayer(Number(event.target.value)));
$("m-theme").addEventListener("change", (event) => chooseTheme(Number(event.target.value)));
$("m2-layer").addEventListener("change", (event) => chooseSecond(Number(event.target.value)));
$("m2-theme").addEventListener("change", (event) => {
  const at = Number($("m2-layer").value);
  chooseSecond(at, data.layers[at].themes[Number(event.target.value)].field);
});
$("m-two").addEventListener("change", (event) => compare(event.target.checked));
data.overlays.forEach((item, number) => {
  const label = html("label", "", "", $("m-overlays"));
  const box = html("input", "", "", label);
  box.type = "checkbox";
  box.checked = true;
  label.append(item.title);
  box.addEventListener("change", () => {
    for (const one of second ? [first, second] : [first]) {
      for (const node of one.overlays[number]) node.style.display = box.checked ? "" : "none";
    }
    lookAt(view.x, view.y, view.w, view.h);
  });
});
$("z-in").addEventListener("click", () => zoom(0.7));
$("z-out").addEventListener("click", () => zoom(1.4));
$("z-all").addEventListener("click", fit);
$("clear").addEventListener("click", () => choose("", []));
window.addEventListener("resize", () => lookAt(view.x, view.y, view.w, view.h));
wire(first, $("stage"));

// --- Sheet of one unit, compared with the levels above ------------------------------------------------
const [refTable, refRow] = holder.dataset.reference.split("/");
function levels(table, row) {
  const found = tables[table].columns
    .filter((column) => layerOf(column.name) && layerOf(column.name) !== table)
    .map((column) => [layerOf(column.name), place(layerOf(column.name), shown(column, row))])
    .filter(([, at]) => at >= 0)
    .map(([name, at]) => ({ name, row: at, label: unitName(name, at)[0] }));
  if (refRow && refTable !== table) found.push({ name: refTable, row: Number(refRow), label: "Territoire" });
  return found;
}
function sheet(from) {
  const box = $("sheet");
  $("clear").hidden = $("print-sheet").hidden = chosen.last < 0;
  if (chosen.last < 0) {
    box.replaceChildren(html("p", "Cliquez sur une unité de la carte, d’un graphique ou d’un tableau, ou cherchez-la par son nom, pour lire ses chiffres.", "hint"));
    return;
  }
  const { table, last: row, rows } = chosen;
  const [name, code] = unitName(table, row);
  box.replaceChildren();
  html("h3", name, "", box);
  html("p", [tables[table].title, code].filter(Boolean).join(" · "), "code", box);
  if (rows.size > 1) html("p", `${plural(rows.size, "unité sélectionnée", "unités sélectionnées")} ; voici la dernière.`, "hint", box);
  const against = levels(table, row);
  const grid = html("table", "", "", box);
  html("caption", `Chiffres de ${name}`, "sr", grid);
  const line = html("tr", "", "", html("thead", "", "", grid));
  html("td", "", "", line);
  ["Unité", ...against.map((item) => item.label)].forEach((text) => { html("th", text, "num", line).scope = "col"; });
  const body = html("tbody", "", "", grid);
  // What can be mapped comes first, then the counts behind it.
  const themed = layerNamed(table)?.themes.map((item) => item.field) ?? [];
  const fields = tables[table].columns.map((column) => column.name).filter((field) => field !== "libelle");
  for (const field of themed.concat(fields.filter((item) => !themed.includes(item)))) {
    const item = html("tr", "", themed.includes(field) ? "theme" : "", body);
    html("th", columnOf(table, field).label, "", item).scope = "row";
    html("td", cellText(table, row, field), "num", item).dataset.field = field;
    for (const level of against) html("td", columnOf(level.name, field) ? figure(level.name, level.row, field) : "", "num", item);
  }
  if (from !== "quiet") say(`${name} : ${plural(rows.size, "unité sélectionnée", "unités sélectionnées")}.`);
}
follow(sheet);
$("print-sheet").addEventListener("click", () => {
  document.body.classList.add("only-sheet");
  window.print();
  document.body.classList.remove("only-sheet");
});
