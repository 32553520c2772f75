"use strict";
(() => {
  const holder = document.getElementById("data");
  const data = JSON.parse(holder.textContent);
  const WITHHELD = holder.dataset.withheld;
  const NS = "http://www.w3.org/2000/svg";
  const $ = (id) => document.getElementById(id);
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const svg = (name, attributes, parent) => {
    const node = document.createElementNS(NS, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (parent) parent.append(node);
    return node;
  };
  const html = (name, text, className, parent) => {
    const node = document.createElement(name);
    node.textContent = text;
    if (className) node.className = className;
    if (parent) parent.append(node);
    return node;
  };

  // --- Tables: the only place where figures are; rows keep their first order in row.place -------
  const tables = new Map();
  for (const box of document.querySelectorAll("details.table")) {
    const heads = [...box.querySelectorAll("thead th")];
    const rows = [...box.querySelectorAll("tbody tr")];
    rows.forEach((row, place) => { row.place = place; });
    tables.set(box.dataset.table, { heads, rows: rows.slice() });
    const body = box.querySelector("tbody");
    heads.forEach((head, column) => {
      head.querySelector("button").addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const numeric = head.classList.contains("num");
        body.append(...rows.sort((a, b) => compare(a, b, column, numeric, up)));
      });
    });
    box.querySelector("input").addEventListener("input", (event) => {
      const wanted = fold(event.target.value);
      for (const row of rows) row.hidden = !fold(row.textContent).includes(wanted);
    });
  }
  function number(text) {
    return parseFloat(text.replace(/[\s\u202f%<]/g, "").replace("−", "-").replace(",", "."));
  }
  // Withheld values go last whichever way the column is sorted.
  function compare(a, b, column, numeric, up) {
    const [x, y] = [a.cells[column].textContent, b.cells[column].textContent];
    if (x === WITHHELD || y === WITHHELD) return (x === WITHHELD) - (y === WITHHELD) || a.place - b.place;
    const order = numeric ? number(x) - number(y) : x.localeCompare(y, "fr", { numeric: true });
    return (up ? order : -order) || a.place - b.place;
  }
  const unitName = (layer, unit) => {
    const { heads, rows } = tables.get(layer.name);
    const at = heads.findIndex((head) => head.dataset.col === "libelle");
    const code = rows[unit].cells[0].textContent;
    return at > 0 ? [rows[unit].cells[at].textContent, code] : [code, ""];
  };
  const figure = (layer, unit, field) => {
    const { heads, rows } = tables.get(layer.name);
    return rows[unit].cells[heads.findIndex((head) => head.dataset.col === field)].textContent;
  };
  // A printed report shows every table.
  const closed = [...document.querySelectorAll("details.table:not([open])")];
  window.addEventListener("beforeprint", () => { for (const box of closed) box.open = true; });
  if (!data) return;

  // --- Map --------------------------------------------------------------------------------------
  const map = $("map");
  const tip = $("tip");
  const whole = { x: 0, y: 0, w: data.width, h: data.height };
  let view = { ...whole };
  let layer, theme, shapes = [], chosen = -1, focused = 0;
  const defs = svg("defs", {}, map);
  const ground = svg("g", {}, map);
  const marks = svg("g", { role: "listbox" }, map);
  const above = svg("g", {}, map);
  const texts = svg("g", {}, map);
  const communes = data.overlays.find((item) => item.name === "communes");
  if (communes) svg("path", { d: communes.path, class: "base", "fill-rule": "evenodd" }, ground);

  const HATCH = { "/": [45, 260], "//": [45, 130], "\\": [135, 260], x: [45, 170], ".": [0, 190] };
  function fill(item, id, scale) {
    if (!item.hatch) return item.color;
    const [angle, step] = HATCH[item.hatch];
    const pattern = svg("pattern", { id, width: step, height: step, patternUnits: "userSpaceOnUse" }, defs);
    pattern.dataset.angle = angle;
    pattern.setAttribute("patternTransform", `scale(${scale}) rotate(${angle})`);
    svg("rect", { width: step, height: step, fill: item.color }, pattern);
    const ink = { stroke: item.ink, "stroke-width": 15, "stroke-opacity": 0.7 };
    if (item.hatch === ".") svg("circle", { cx: step / 2, cy: step / 2, r: 26, fill: item.ink }, pattern);
    else svg("line", { x1: 0, y1: 0, x2: step, y2: 0, ...ink }, pattern);
    if (item.hatch === "x") svg("line", { x1: 0, y1: 0, x2: 0, y2: step, ...ink }, pattern);
    return `url(#${id})`;
  }
  // Tiny areas would vanish on the whole territory: their edge takes their own colour.
  const edge = (item) => ({ style: `stroke: ${item.color === data.withheld.color ? item.ink : item.color}` });
  const zoomScale = () => Math.max(view.w / whole.w, view.h / whole.h);

  function draw() {
    defs.replaceChildren();
    marks.replaceChildren();
    $("legend").replaceChildren();
    $("l-title").textContent = theme.title;
    marks.setAttribute("aria-label", `${layer.title}, ${theme.title}`);
    marks.classList.toggle("small", layer.small);
    const classes = theme.classes.concat(theme.withheld ? [data.withheld] : []);
    const fills = classes.map((item, at) => fill(item, `h${at}`, zoomScale()));
    const kind = (unit) => (theme.numbers[unit] < 0 ? classes.length - 1 : theme.numbers[unit]);
    shapes = layer.units.map((shape, unit) => {
      const look = { class: "unit", fill: fills[kind(unit)], ...(layer.small && edge(classes[kind(unit)])), role: "option", tabindex: unit === focused ? 0 : -1 };
      const node = layer.point
        ? svg("circle", { cx: shape[0], cy: shape[1], r: classes[kind(unit)].radius || 34, ...look }, marks)
        : svg("path", { d: shape, "fill-rule": "evenodd", ...look }, marks);
      node.unit = unit;
      node.setAttribute("aria-selected", unit === chosen);
      node.setAttribute("aria-label", `${unitName(layer, unit)[0]} : ${figure(layer, unit, theme.field)}`);
      return node;
    });
    classes.forEach((item, at) => {
      const count = theme.numbers.filter((_, unit) => kind(unit) === at).length;
      const line = html("li", "", "", $("legend"));
      const box = svg("svg", { width: 30, height: 18, viewBox: "0 0 900 540", "aria-hidden": "true" }, line);
      const local = fill(item, `l${at}`, 2);
      svg("rect", { width: 900, height: 540, fill: local, stroke: "#6b6b6b", "stroke-width": 30 }, box);
      html("span", item.label, "", line);
      html("span", String(count), "n", line);
    });
    if (chosen >= 0) shapes[chosen].classList.add("on");
  }

  function show() {
    const box = map.getBoundingClientRect();
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    for (const pattern of defs.querySelectorAll("pattern[id^=h]")) {
      pattern.setAttribute("patternTransform", `scale(${zoomScale()}) rotate(${pattern.dataset.angle})`);
    }
    const perPixel = Math.max(view.w / box.width, view.h / box.height) || 1;
    texts.setAttribute("font-size", 12 * perPixel);
    const target = 110 * perPixel * data.metres;
    const power = 10 ** Math.floor(Math.log10(target));
    const length = [5, 2, 1].map((step) => step * power).find((step) => step <= target);
    $("s-bar").style.width = `${length / data.metres / perPixel}px`;
    $("s-text").textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
  }
  function zoom(factor, cx = view.x + view.w / 2, cy = view.y + view.h / 2) {
    const wide = Math.min(Math.max(view.w * factor, whole.w / 40), whole.w);
    const ratio = wide / view.w;
    view = { x: cx - (cx - view.x) * ratio, y: cy - (cy - view.y) * ratio, w: wide, h: view.h * ratio };
    show();
  }
  function fit() {
    const [x, y, w, h] = layer.view;
    view = { x, y, w, h };
    show();
  }
  function position(event) {
    const matrix = map.getScreenCTM().inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  }

  // --- Sheet of one unit, compared with the territory ---------------------------------------------
  function select(unit, focus) {
    shapes.forEach((shape) => { shape.classList.remove("on"); shape.setAttribute("aria-selected", "false"); });
    chosen = unit;
    const shape = shapes[unit];
    shape.classList.add("on");
    shape.setAttribute("aria-selected", "true");
    marks.append(shape);
    move(unit, focus);
    const [name, code] = unitName(layer, unit);
    const sheet = $("sheet");
    sheet.replaceChildren();
    html("h3", name, "", sheet);
    html("p", [layer.title, code].filter(Boolean).join(" · "), "code", sheet);
    const table = html("table", "", "", sheet);
    const [place, row] = holder.dataset.reference.split("/");
    const against = row && place !== layer.name ? { name: place } : null;
    if (against) {
      const line = html("tr", "", "", html("thead", "", "", table));
      ["", "Unité", "Territoire"].forEach((text, at) => html("th", text, at ? "num" : "", line));
    }
    const { heads, rows } = tables.get(layer.name);
    const body = html("tbody", "", "", table);
    // What can be mapped comes first, then the counts behind it.
    const themed = layer.themes.map((item) => item.field);
    const fields = heads.map((head) => head.dataset.col).filter((name) => name && name !== "libelle");
    const ordered = themed.concat(fields.filter((name) => !themed.includes(name)));
    ordered.forEach((field) => {
      const at = heads.findIndex((head) => head.dataset.col === field);
      const head = heads[at];
      const line = html("tr", "", themed.includes(field) ? "theme" : "", body);
      html("th", head.textContent, "", line).scope = "row";
      html("td", rows[unit].cells[at].textContent, "num", line).dataset.field = field;
      if (against) {
        const known = tables.get(place).heads.some((other) => other.dataset.col === field);
        html("td", known ? figure(against, Number(row), field) : "", "num", line);
      }
    });
  }
  function move(unit, focus) {
    shapes[focused]?.setAttribute("tabindex", -1);
    focused = unit;
    shapes[unit].setAttribute("tabindex", 0);
    if (focus) shapes[unit].focus();
  }
  // The neighbour in a direction: the nearest centre within 45 degrees of it.
  function neighbour(from, dx, dy) {
    const [x, y] = layer.centres[from];
    let best = from, least = Infinity;
    layer.centres.forEach(([u, v], unit) => {
      const along = (u - x) * dx + (v - y) * dy;
      const across = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
      if (along > 0 && across <= along && along + across < least) { best = unit; least = along + across; }
    });
    return best;
  }

  // --- Controls -----------------------------------------------------------------------------------
  data.layers.forEach((item, at) => { html("option", item.title, "", $("m-layer")).value = at; });
  function chooseLayer(at) {
    layer = data.layers[at];
    chosen = -1;
    focused = 0;
    $("m-theme").replaceChildren();
    layer.themes.forEach((item, number) => { html("option", item.title, "", $("m-theme")).value = number; });
    $("m-names").replaceChildren();
    layer.units.forEach((_, unit) => {
      html("option", "", "", $("m-names")).value = unitName(layer, unit).filter(Boolean).join(" · ");
    });
    theme = layer.themes[0];
    draw();
    fit();
  }
  $("m-layer").addEventListener("change", (event) => chooseLayer(Number(event.target.value)));
  $("m-theme").addEventListener("change", (event) => { theme = layer.themes[Number(event.target.value)]; draw(); });
  $("m-find").addEventListener("change", (event) => {
    const wanted = fold(event.target.value);
    const names = layer.units.map((_, unit) => fold(unitName(layer, unit).filter(Boolean).join(" · ")));
    const exact = names.indexOf(wanted);
    const found = exact >= 0 ? exact : names.findIndex((name) => wanted && name.includes(wanted));
    if (found >= 0) select(found, false);
  });
  for (const item of data.overlays) {
    const outline = svg("path", { d: item.path, class: `over over-${item.name}` }, above);
    const names = svg("g", { "aria-hidden": "true" }, texts);
    for (const [x, y, text] of item.labels) svg("text", { x, y, class: "name" }, names).textContent = text;
    const label = html("label", "", "", $("m-overlays"));
    const box = html("input", "", "", label);
    box.type = "checkbox";
    box.checked = true;
    label.append(item.title);
    box.addEventListener("change", () => { for (const node of [outline, names]) node.style.display = box.checked ? "" : "none"; });
  }
  marks.addEventListener("click", (event) => { if (event.target.unit !== undefined && !dragged) select(event.target.unit, true); });
  marks.addEventListener("pointermove", (event) => {
    const unit = event.target.unit;
    if (unit === undefined) return;
    tip.textContent = `${unitName(layer, unit)[0]} : ${figure(layer, unit, theme.field)}`;
    tip.hidden = false;
    const box = map.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - box.left + 14, box.width - 200)}px`;
    tip.style.top = `${event.clientY - box.top + 16}px`;
  });
  marks.addEventListener("pointerleave", () => { tip.hidden = true; });
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  marks.addEventListener("keydown", (event) => {
    if (ARROWS[event.key]) move(neighbour(focused, ...ARROWS[event.key]), true);
    else if (event.key === "Enter" || event.key === " ") select(focused, true);
    else if (event.key === "+") zoom(0.7, ...layer.centres[focused]);
    else if (event.key === "-") zoom(1.4);
    else return;
    event.preventDefault();
  });
  $("z-in").addEventListener("click", () => zoom(0.7));
  $("z-out").addEventListener("click", () => zoom(1.4));
  $("z-all").addEventListener("click", fit);
  map.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = position(event);
    zoom(event.deltaY < 0 ? 0.85 : 1.18, at.x, at.y);
  }, { passive: false });
  let drag = null, dragged = false;
  map.addEventListener("pointerdown", (event) => { drag = position(event); dragged = false; });
  map.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons) { drag = null; return; }
    const at = position(event);
    if (Math.hypot(at.x - drag.x, at.y - drag.y) > view.w / 200) dragged = true;
    if (!dragged) return;
    map.classList.add("drag");
    view.x += drag.x - at.x;
    view.y += drag.y - at.y;
    show();
  });
  map.addEventListener("pointerup", () => { drag = null; map.classList.remove("drag"); });
  window.addEventListener("resize", show);
  chooseLayer(0);
})();
