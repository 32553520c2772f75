const holder = document.getElementById("data");
const data = JSON.parse(holder.textContent);
const WITHHELD = holder.dataset.withheld;
const NOT_APPLICABLE = holder.dataset.notApplicable;
const NS = "http://www.w3.org/2000/svg";
const $ = (id) => document.getElementById(id);
const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const plural = (n, one, several) => `${n.toLocaleString("fr-FR")} ${n > 1 ? several : one}`;
const svg = (name, attributes, parent) => {
  const node = document.createElementNS(NS, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (parent) parent.append(node);
  return node;
};
const html = (name, text, className, parent) => {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  if (className) node.className = className;
  if (parent) parent.append(node);
  return node;
};
const say = (text) => { $("said").textContent = text; };

// --- What is released: texts are written back from the data of the tables, nowhere else ----------
const tables = data.tables;
// Long lists are written in short: what a code shares with the one before, texts that follow on.
for (const own of Object.values(tables)) {
  if (typeof own.codes === "string") {
    let last = "";
    own.codes = own.codes.split("|").map((text) => (last = last.slice(0, parseInt(text[0], 36)) + text.slice(1)));
  }
  for (const column of own.columns) {
    if (column.t) column.i ??= (column.runs ?? column.t.map(() => 1)).flatMap((size, at) => Array(size).fill(at));
  }
}
function written(number, [decimals, thousands, minus, after]) {
  const [whole, part] = Math.abs(number).toFixed(decimals).split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return (number < 0 ? minus : "") + spaced + (part ? `,${part}` : "") + after;
}
function shown(column, row) {
  const value = column.n?.[row];
  if (column.n) return value === null ? WITHHELD : value === "" ? NOT_APPLICABLE : written(value, column.form);
  return column.i[row] < 0 ? WITHHELD : column.t[column.i[row]];
}
const columnOf = (table, field) => tables[table]?.columns.find((column) => column.name === field);
const figure = (table, row, field) => {
  const column = columnOf(table, field);
  return column ? shown(column, row) : "";
};
const place = (table, code) => {
  const own = tables[table];
  own.places ??= new Map(own.codes.map((item, at) => [item, at]));
  return own.places.get(code) ?? -1;
};
function unitName(table, row) {
  const name = columnOf(table, "libelle");
  const code = tables[table].codes[row];
  return name && shown(name, row) !== WITHHELD ? [shown(name, row), code] : [code, ""];
}
// The layer that a column holds codes of, empty for none.
const layerOf = (field) => {
  const name = data.named[field] ?? field;
  return tables[name] ? name : "";
};
const columnTo = (table, other) => tables[table].columns.find((column) => layerOf(column.name) === other);
// The name of a code of another layer: a commune or a district beside the figures of a unit.
function cellText(table, row, field) {
  const text = figure(table, row, field);
  const other = layerOf(field);
  const at = other && other !== table ? place(other, text) : -1;
  const name = at >= 0 ? unitName(other, at) : ["", ""];
  return name[1] ? `${name[0]} (${text})` : text;
}

// The centre of a point is the point.
for (const item of data.layers) if (item.point) item.centres = item.units;

// --- One selection for maps, charts and tables ----------------------------------------------------
const chosen = { table: "", rows: new Set(), last: -1 };
const followers = [];
const follow = (listener) => { followers.push(listener); listener(); };
function choose(table, rows, { add = false, from = null } = {}) {
  if (table !== chosen.table || !add) chosen.rows = new Set();
  chosen.table = table;
  for (const row of rows) {
    if (add && chosen.rows.has(row)) chosen.rows.delete(row);
    else chosen.rows.add(row);
  }
  const kept = [...chosen.rows];
  chosen.last = kept.length ? kept[kept.length - 1] : -1;
  if (chosen.last < 0) chosen.table = "";
  for (const listener of followers) listener(from);
}
// Which rows of a table the selection designates: its own, those it lies in, those that lie in it.
const related = new Map();
followers.push(() => related.clear());
function selected(table) {
  if (!related.has(table)) related.set(table, designated(table));
  return related.get(table);
}
function designated(table) {
  if (!chosen.rows.size) return new Set();
  if (table === chosen.table) return chosen.rows;
  const up = columnTo(chosen.table, table);
  if (up) return new Set([...chosen.rows].map((row) => place(table, shown(up, row))).filter((row) => row >= 0));
  const down = columnTo(table, chosen.table);
  if (!down) return new Set();
  const codes = new Set([...chosen.rows].map((row) => tables[chosen.table].codes[row]));
  return new Set(tables[table].codes.map((_, row) => row).filter((row) => codes.has(shown(down, row))));
}

// --- What is out of sight is built when it comes near, and before printing -------------------------
const waiting = new Map();
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) build(entry.target);
}, { rootMargin: "300px" });
function later(node, make) {
  waiting.set(node, make);
  watcher.observe(node);
}
function build(node) {
  const make = waiting.get(node);
  if (!make) return;
  waiting.delete(node);
  watcher.unobserve(node);
  make();
}
window.addEventListener("beforeprint", () => { for (const node of [...waiting.keys()]) build(node); });

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const fileName = (title) => fold(title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
