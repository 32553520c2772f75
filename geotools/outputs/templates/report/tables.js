// --- Tables: opened ones show a hundred rows at a time ---------------------------------------------
const PAGE = 100;
const PRINTED = 60;
for (const box of document.querySelectorAll("details.table")) tableOf(box);

function tableOf(box) {
  const name = box.dataset.table;
  const own = tables[name];
  const state = { order: own.codes.map((_, row) => row), start: 0, sort: -2, up: true, only: false, wanted: "" };
  let parts = null;
  const open = () => {
    parts ??= frame(box, own, state, redraw);
    redraw();
  };
  const redraw = () => fill(parts, name, own, state);
  box.addEventListener("toggle", () => { if (box.open) open(); });
  window.addEventListener("beforeprint", () => { box.open = true; if (!parts) open(); });
  follow(() => { if (parts) redraw(); });
  if (box.open) open();
}

function frame(box, own, state, redraw) {
  const host = box.querySelector(".rows");
  const tools = html("div", "", "table-tools", host);
  const find = html("label", "Rechercher ", "search", tools);
  const input = html("input", "", "", find);
  input.type = "search";
  input.placeholder = "nom ou code";
  input.addEventListener("input", () => { state.wanted = fold(input.value); state.start = 0; redraw(); });
  const only = html("label", "", "check", tools);
  const tick = html("input", "", "", only);
  tick.type = "checkbox";
  only.append("Seulement la sélection");
  tick.addEventListener("change", () => { state.only = tick.checked; state.start = 0; redraw(); });
  const csv = html("button", "Télécharger (CSV)", "", tools);
  csv.type = "button";
  csv.addEventListener("click", () => exportTable(own));
  const scroll = html("div", "", "scroll", host);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", own.title);
  const table = html("table", "", "", scroll);
  const line = html("tr", "", "", html("thead", "", "", table));
  const heads = [{ label: own.key, name: "", num: false }, ...own.columns].map((column, at) => {
    const head = html("th", "", column.num ? "num" : "", line);
    head.scope = "col";
    if (column.name) head.dataset.col = column.name;
    const button = html("button", column.label, "", head);
    button.type = "button";
    button.addEventListener("click", () => {
      state.up = state.sort === at - 1 ? !state.up : true;
      state.sort = at - 1;
      state.order = sorted(own, state);
      redraw();
    });
    return head;
  });
  const body = html("tbody", "", "", table);
  const pages = html("p", "", "pages", host);
  const before = html("button", "Lignes précédentes", "", pages);
  const told = html("span", "", "", pages);
  const after = html("button", "Lignes suivantes", "", pages);
  for (const [button, way] of [[before, -PAGE], [after, PAGE]]) {
    button.type = "button";
    button.addEventListener("click", () => { state.start = Math.max(0, state.start + way); redraw(); scroll.focus(); });
  }
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row) choose(box.dataset.table, [row.place], { add: event.ctrlKey || event.metaKey });
  });
  return { heads, body, before, after, told };
}

function fill(parts, name, own, state) {
  const marked = selected(name);
  const fits = (row) => (!state.only || marked.has(row)) && (!state.wanted || rowText(own, name, row).includes(state.wanted));
  const rows = state.order.filter(fits);
  state.start = Math.min(state.start, Math.max(0, Math.floor((rows.length - 1) / PAGE) * PAGE));
  const end = Math.min(state.start + PAGE, rows.length);
  parts.heads.forEach((head, at) => {
    head.removeAttribute("aria-sort");
    if (at - 1 === state.sort) head.setAttribute("aria-sort", state.up ? "ascending" : "descending");
  });
  parts.body.replaceChildren(...rows.slice(state.start, end).map((row, at) => rowOf(own, name, row, marked, at)));
  parts.told.textContent = rows.length ? `Lignes ${state.start + 1} à ${end} sur ${rows.length.toLocaleString("fr-FR")}` : "Aucune ligne";
  parts.before.disabled = state.start === 0;
  parts.after.disabled = end === rows.length;
}

function rowOf(own, name, row, marked, at) {
  const line = html("tr", "", at >= PRINTED ? "unprinted" : "");
  line.place = row;
  if (marked.has(row)) line.classList.add("on");
  html("th", own.codes[row], "", line).scope = "row";
  for (const column of own.columns) html("td", cellText(name, row, column.name), column.num ? "num" : "", line);
  return line;
}

const rowText = (own, name, row) => {
  own.texts ??= [];
  return (own.texts[row] ??= fold([own.codes[row], ...own.columns.map((column) => cellText(name, row, column.name))].join(" ")));
};
const number = (text) => parseFloat(text.replace(/[\s\u202f%<]/g, "").replace("−", "-").replace(",", "."));

// Withheld values go last whichever way the column is sorted.
function sorted(own, { sort, up }) {
  const column = own.columns[sort];
  const keys = own.codes.map((code, row) => {
    if (!column) return code;
    const text = shown(column, row);
    if (text === WITHHELD || text === NOT_APPLICABLE) return null;
    return column.num ? number(text) : text;
  });
  const order = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "fr", { numeric: true }));
  return own.codes.map((_, row) => row).sort((a, b) => {
    const [x, y] = [keys[a], keys[b]];
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    return (up ? order(x, y) : order(y, x)) || a - b;
  });
}

function exportTable(own) {
  const quote = (text) => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const plain = (text) => text.replace(/\u202f?%$/, "").replace(/(\d)\u202f(?=\d)/g, "$1");
  const headers = [own.key, ...own.columns.map((column) => column.label)];
  const rows = own.codes.map((code, row) => [code, ...own.columns.map((column) => plain(shown(column, row)))]);
  const text = [headers, ...rows].map((line) => line.map(quote).join(";")).join("\r\n");
  save(`${fileName(own.title)}.csv`, new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
}

// Chapters' tables: short, plain, and linked too.
for (const box of document.querySelectorAll(".view")) {
  later(box, () => {
    const view = data.views[box.dataset.view];
    const scroll = html("div", "", "scroll", box);
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", `${view.title}, dans le chapitre`);
    const table = html("table", "", "", scroll);
    const line = html("tr", "", "", html("thead", "", "", table));
    [view.key, ...view.headers].forEach((text, at) => { html("th", text, view.numeric[at - 1] ? "num" : "", line).scope = "col"; });
    const body = html("tbody", "", "", table);
    view.rows.forEach((cells, at) => {
      const row = html("tr", "", "", body);
      row.place = view.places[at];
      html("th", cells[0], "", row).scope = "row";
      view.columns.forEach((_, column) => {
        html("td", cells[column + 1], view.numeric[column] ? "num" : "", row);
      });
    });
    body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row) choose(view.name, [row.place], { add: event.ctrlKey || event.metaKey });
    });
    follow(() => {
      const marked = selected(view.name);
      for (const row of body.rows) row.classList.toggle("on", marked.has(row.place));
    });
  });
}
