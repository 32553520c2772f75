// --- Maps: one SVG for each, built for the layer that is looked at ----------------------------------
const HATCH = { "/": [45, 260], "//": [45, 130], "\\": [135, 260], x: [45, 170], ".": [0, 190] };
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const layerNamed = (name) => data.layers.find((item) => item.name === name);

function hatch(defs, item, id, scale) {
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
const classesOf = (theme) => theme.classes.concat(theme.withheld ? [data.withheld] : []);
const kindOf = (theme, row) => (theme.numbers[row] < 0 ? theme.classes.length : theme.numbers[row]);

// A map in a box: draws a theme, marks the selection, tells what is under the pointer.
function makeMap(host, mark, interactive) {
  const map = svg("svg", { id: mark, preserveAspectRatio: "xMidYMid meet" });
  const defs = svg("defs", {}, map);
  const ground = svg("g", {}, map);
  const marks = svg("g", interactive ? { role: "listbox", "aria-multiselectable": "true" } : { "aria-hidden": "true" }, map);
  const above = svg("g", {}, map);
  const texts = svg("g", { "aria-hidden": "true" }, map);
  host.prepend(map);
  const own = { map, marks, texts, layer: null, theme: null, shapes: [], focused: 0, scale: 1 };
  const communes = data.overlays.find((item) => item.name === "communes");
  if (communes) svg("path", { d: communes.path, class: "base", "fill-rule": "evenodd" }, ground);
  for (const item of data.background) svg("path", { d: item.path, class: `ground ground-${item.kind}`, "fill-rule": "evenodd" }, ground);
  own.overlays = data.overlays.map((item) => {
    const outline = svg("path", { d: item.path, class: `over over-${item.name}` }, above);
    const names = interactive ? svg("g", {}, texts) : null;
    for (const [x, y, text] of interactive ? item.labels : []) svg("text", { x, y, class: "name" }, names).textContent = text;
    return [outline, names].filter(Boolean);
  });

  own.draw = (layer, theme) => {
    Object.assign(own, { layer, theme });
    if (own.focused >= layer.units.length) own.focused = 0;
    defs.replaceChildren();
    marks.replaceChildren();
    if (interactive) marks.setAttribute("aria-label", `${layer.title}, ${theme.title}`);
    marks.classList.toggle("small", layer.small);
    const classes = classesOf(theme);
    const fills = classes.map((item, at) => hatch(defs, item, `${mark}-${at}`, own.scale));
    own.shapes = layer.units.map((shape, row) => {
      const item = classes[kindOf(theme, row)];
      // Tiny areas would vanish on the whole territory: their edge takes their own colour.
      const edge = layer.small ? { style: `stroke:${item === data.withheld ? item.ink : item.color}` } : {};
      const look = { class: "unit", fill: fills[kindOf(theme, row)], ...edge };
      const node = layer.point
        ? svg("circle", { cx: shape[0], cy: shape[1], r: item.radius || 34, ...look }, marks)
        : svg("path", { d: shape, "fill-rule": "evenodd", ...look }, marks);
      node.unit = row;
      if (interactive) describe(node, row);
      return node;
    });
    own.mark();
  };
  function describe(node, row) {
    node.setAttribute("role", "option");
    node.setAttribute("tabindex", row === own.focused ? 0 : -1);
    node.setAttribute("aria-selected", "false");
    node.setAttribute("aria-label", `${unitName(own.layer.name, row)[0]} : ${figure(own.layer.name, row, own.theme.field)}`);
  }
  let on = new Set();
  own.mark = () => {
    if (!own.layer) return;
    const now = selected(own.layer.name);
    marks.classList.toggle("some", now.size > 0);
    for (const row of on) own.shapes[row]?.classList.remove("on");
    for (const row of now) {
      own.shapes[row].classList.add("on");
      if (now.size < 400) marks.append(own.shapes[row]);
    }
    if (interactive) {
      for (const row of on) own.shapes[row]?.setAttribute("aria-selected", "false");
      for (const row of now) own.shapes[row].setAttribute("aria-selected", "true");
    }
    on = new Set(now);
  };
  own.look = (view, perPixel) => {
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    own.scale = Math.max(view.w / data.width, view.h / data.height);
    for (const pattern of defs.children) pattern.setAttribute("patternTransform", `scale(${own.scale}) rotate(${pattern.dataset.angle})`);
    if (interactive) declutter(texts, 12 * perPixel);
  };
  return own;
}

// Names that would cover one another are left out until there is room: communes first.
function declutter(texts, size) {
  texts.setAttribute("font-size", size);
  const kept = [];
  for (const group of [...texts.children].reverse()) {
    for (const node of group.children) {
      const x = Number(node.getAttribute("x")), y = Number(node.getAttribute("y"));
      const half = node.textContent.length * size * 0.29;
      const box = [x - half, y - size, x + half, y + size * 0.3];
      const free = group.style.display !== "none" && kept.every((k) => box[2] < k[0] || box[0] > k[2] || box[3] < k[1] || box[1] > k[3]);
      node.style.display = free ? "" : "none";
      if (free) kept.push(box);
    }
  }
}

function legend(list, theme, layer, mark) {
  list.replaceChildren();
  classesOf(theme).forEach((item, at) => {
    const rows = layer.units.map((_, row) => row).filter((row) => kindOf(theme, row) === at);
    const line = html("li", "", "", list);
    const button = html("button", "", "class", line);
    button.type = "button";
    const box = svg("svg", { width: 30, height: 18, viewBox: "0 0 900 540", "aria-hidden": "true" }, button);
    const local = hatch(svg("defs", {}, box), item, `${mark}-l${at}`, 2);
    svg("rect", { width: 900, height: 540, fill: local, stroke: "#6b6b6b", "stroke-width": 30 }, box);
    html("span", item.label, "", button);
    html("span", String(rows.length), "n", button);
    button.addEventListener("click", (event) => choose(layer.name, rows, { add: event.ctrlKey || event.metaKey }));
  });
}
