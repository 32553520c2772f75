// --- Charts: drawn when they come into view, each mark is a unit ---------------------------------------
const P = Charts;
const RED = "#b5480d";
const fr = (value) => value.toLocaleString("fr-FR", { maximumFractionDigits: 1 });
const unitOf = (series) => (series.unit === "%" ? " (%)" : "");
const shortText = (text, length = 34) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

function drawChart(item, host) {
  const width = Math.min(Math.max(host.clientWidth || 640, 280), 860);
  const made = KINDS[item.kind](item, width);
  made.node.setAttribute("role", "img");
  made.node.setAttribute("aria-label", `${item.title}. ${item.alt}`);
  host.replaceChildren(made.node);
  const svgNode = made.node;
  // Marks of a unit follow the selection, and choose it.
  const marks = [...svgNode.querySelectorAll(made.marks)];
  // The drawing is one image with one alternative text: its parts are not named again.
  for (const group of svgNode.querySelectorAll("[aria-label], [aria-description]")) {
    group.removeAttribute("aria-label");
    group.removeAttribute("aria-description");
  }
  marks.forEach((mark, at) => {
    mark.rows = made.rows[at] ?? [];
    mark.classList.add("mark");
  });
  svgNode.addEventListener("click", (event) => {
    const rows = event.target.rows;
    if (rows?.length) choose(item.layer, rows, { add: event.ctrlKey || event.metaKey || event.shiftKey });
  });
  follow(() => {
    const now = selected(item.layer);
    svgNode.classList.toggle("some", now.size > 0);
    for (const mark of marks) mark.classList.toggle("on", mark.rows.some((row) => now.has(row)));
  });
  if (made.brush) brushOn(svgNode, marks, item);
}

// Brushing is for the mouse: a finger scrolls the page, the keyboard chooses a class in the legend.
function brushOn(node, marks, item) {
  const { width, height } = node.viewBox.baseVal;
  const layerOf = P.select(node).insert("g", ":first-child").attr("class", "brush");
  const brush = P.brush().extent([[0, 0], [width, height]]).touchable(false).on("end", (event) => {
    if (!event.sourceEvent) return;
    if (!event.selection) return;
    const [[x0, y0], [x1, y1]] = event.selection;
    const rows = marks.filter((mark) => {
      const x = Number(mark.getAttribute("cx")), y = Number(mark.getAttribute("cy"));
      return x >= x0 && x <= x1 && y >= y0 && y <= y1;
    }).flatMap((mark) => mark.rows);
    choose(item.layer, rows);
    layerOf.call(brush.move, null);
  });
  layerOf.call(brush);
}

const base = (width, height, more) => ({ width, height, style: { background: "transparent", fontSize: "13px", fontFamily: "inherit", overflow: "visible" }, ...more });
function rowsChart(item, width, extra) {
  const names = item.rows.map((row, at) => item.names[at]);
  const labels = names.map((name, at) => `${at}`);
  const left = Math.min(230, width * 0.38);
  return { names, labels, plot: (marks, more) => P.plot(base(width, 62 + 24 * labels.length, {
    marginLeft: left, marginRight: 30, marginTop: 50, marginBottom: 8,
    x: { axis: "top", grid: true, nice: true, label: extra.label, labelOffset: 46, tickFormat: fr, ticks: width / 90 },
    y: { domain: labels, label: null, tickFormat: (at) => shortText(names[at], Math.round(left / 7)), tickSize: 0 },
    marks, ...more,
  })) };
}
const COLORS = ["#1f5a92", "#b5480d", "#4a7a3a", "#6a4c93"];
const values = (series, at) => series.values[at];

const KINDS = {
  dots(item, width) {
    const series = item.series[0];
    const chart = rowsChart(item, width, { label: shortText(`${series.label}${unitOf(series)}`, Math.round(width / 8)) });
    const points = item.rows.map((row, at) => ({ at: `${at}`, value: values(series, at), above: item.above.map((level) => values(level, at)), name: item.names[at] }));
    const marks = item.above.map((level, number) => P.link(points.filter((d) => d.above[number] !== null), { x1: (d) => d.above[number], x2: "value", y1: "at", y2: "at", stroke: "currentColor", strokeOpacity: 0.35 }));
    marks.push(...item.above.map((level, number) => P.dot(points.filter((d) => d.above[number] !== null), { x: (d) => d.above[number], y: "at", symbol: ["diamond", "square", "triangle"][number % 3], r: 5, stroke: RED, fill: "none", strokeWidth: 2, title: (d) => `${level.label} : ${fr(d.above[number])}` })));
    marks.push(P.dot(points, { x: "value", y: "at", r: 5.5, fill: COLORS[0], title: (d) => `${d.name} : ${fr(d.value)}` }));
    return { node: chart.plot(marks), marks: "[aria-label=dot] circle", rows: item.rows.map((row) => [row]) };
  },
  slope(item, width) {
    const lines = item.rows.flatMap((row, at) => item.series.map((series, step) => ({ row: at, step, value: values(series, at), name: item.names[at] })));
    const last = item.series.length - 1;
    const node = P.plot(base(width, 420, {
      marginLeft: 60, marginRight: Math.min(200, width * 0.35), marginTop: 34,
      x: { domain: item.series.map((_, step) => step), type: "point", axis: "top", label: null, tickFormat: (step) => item.series[step].label },
      y: { grid: true, tickFormat: fr, label: `${unitOf(item.series[0]).trim()}`, nice: true },
      marks: [
        P.line(lines, { x: "step", y: "value", z: "row", stroke: COLORS[0], strokeWidth: 2, title: (d) => d.name }),
        P.dot(lines, { x: "step", y: "value", fill: COLORS[0], r: 4 }),
        P.text(lines.filter((d) => d.step === last), { x: "step", y: "value", text: (d) => shortText(`${d.name} ${fr(d.value)}`, 28), textAnchor: "start", dx: 8, fill: "currentColor" }),
      ],
    }));
    return { node, marks: "[aria-label=line] path", rows: item.rows.map((row) => [row]) };
  },
  cloud(item, width) {
    const [x, y] = item.series;
    const points = item.rows.map((row, at) => ({ x: values(x, at), y: values(y, at), name: item.names[at], color: item.colors[at] || COLORS[0] }));
    const marks = [];
    if (item.cuts.length) marks.push(P.ruleX([item.cuts[0] * (x.unit === "%" ? 100 : 1)], { stroke: "currentColor", strokeDasharray: "4 3" }), P.ruleY([item.cuts[1] * (y.unit === "%" ? 100 : 1)], { stroke: "currentColor", strokeDasharray: "4 3" }));
    marks.push(P.dot(points, { x: "x", y: "y", r: 4.5, fill: "color", stroke: "#333", strokeWidth: 0.6, title: (d) => `${d.name}\n${x.label} : ${fr(d.x)}\n${y.label} : ${fr(d.y)}` }));
    const node = P.plot(base(width, Math.min(width * 0.72, 480), {
      marginLeft: 56, marginBottom: 44, marginTop: 30,
      x: { grid: true, nice: true, tickFormat: fr, label: `${shortText(x.label, Math.round(width / 8))}${unitOf(x)} →` },
      y: { grid: true, nice: true, tickFormat: fr, label: `↑ ${shortText(y.label, Math.round(width / 8))}${unitOf(y)}` },
      color: { type: "identity" }, marks,
    }));
    return { node, marks: "[aria-label=dot] circle", rows: item.rows.map((row) => [row]), brush: true };
  },
  histogram(item, width) {
    const series = item.series[0];
    const scale = series.unit === "%" ? 100 : 1;
    const bars = item.bars.map((bar) => ({ low: bar.bounds[0] * scale, high: bar.bounds[1] * scale, size: bar.size, label: bar.label, rows: bar.rows })).filter((bar) => bar.size);
    const marks = [P.rectY(bars, { x1: "low", x2: "high", y: "size", fill: COLORS[0], insetLeft: 1, insetRight: 1, title: (d) => `${d.label} : ${d.size}` }), P.ruleY([0], { stroke: "currentColor" })];
    item.above.forEach((level) => marks.push(P.ruleX([level.values[0]], { stroke: RED, strokeWidth: 2.5 }), P.text([level.values[0]], { x: (d) => d, frameAnchor: "top", text: () => `${level.label} : ${fr(level.values[0])}`, dy: -16, fill: "currentColor" })));
    const node = P.plot(base(width, 300, { marginTop: 36, marginLeft: 46, marginBottom: 40, x: { label: shortText(`${series.label}${unitOf(series)}`, Math.round(width / 8)) }, y: { grid: true, label: "↑ Nombre" }, marks }));
    return { node, marks: "[aria-label=rect] rect", rows: bars.map((bar) => bar.rows) };
  },
  bars(item, width) {
    const labels = item.bars.map((bar, at) => `${at}`);
    const left = Math.min(250, width * 0.42);
    const bars = item.bars.map((bar, at) => ({ at: `${at}`, ...bar }));
    const node = P.plot(base(width, 30 + 28 * labels.length, {
      marginLeft: left, marginRight: 56, marginTop: 6, marginBottom: 8,
      x: { axis: null }, y: { domain: labels, label: null, tickSize: 0, tickFormat: (at) => shortText(item.bars[at].label, Math.round(left / 7)) },
      color: { type: "identity" },
      marks: [
        P.barX(bars, { x: "size", y: "at", fill: (d) => d.color || COLORS[0], stroke: "#555", strokeWidth: 0.5, title: (d) => `${d.label} : ${fr(d.size)}` }),
        P.text(bars, { x: "size", y: "at", text: (d) => fr(d.size), textAnchor: "start", dx: 6, fill: "currentColor" }),
      ],
    }));
    return { node, marks: "[aria-label=bar] rect", rows: bars.map((bar) => bar.rows) };
  },
};
Object.assign(KINDS, { quadrant: KINDS.cloud, scatter: KINDS.cloud, moran: KINDS.cloud });

for (const item of data.charts) {
  const box = $(`chart-${item.id}`);
  const host = box.querySelector(".drawing");
  if (item.kind === "map") {
    later(box, () => smallMap(item, host));
    box.querySelector(".open-map").addEventListener("click", () => {
      chooseLayer(data.layers.findIndex((one) => one.name === item.layer), item.field);
      $("cartes").scrollIntoView();
    });
  } else {
    later(box, () => drawChart(item, host));
    for (const button of box.querySelectorAll("[data-export]")) {
      button.addEventListener("click", () => { build(box); exportDrawing(host.querySelector("svg"), item, button.dataset.export); });
    }
  }
  legendOf(item, box);
}
function legendOf(item, box) {
  const list = box.querySelector(".chart-legend");
  for (const [label, color] of item.kind === "map" ? [] : item.legend) {
    const line = html("li", "", "", list);
    const button = html("button", "", "class", line);
    button.type = "button";
    html("span", "", "chip", button).style.background = color;
    html("span", label, "", button);
    button.addEventListener("click", () => choose(item.layer, item.rows.filter((_, at) => item.colors[at] === color)));
  }
  item.above.forEach((level, number) => {
    if (item.kind !== "dots") return;
    html("span", `${["◇", "□", "△"][number % 3]} ${level.label}`, "", html("li", "", "", list));
  });
}
function smallMap(item, host) {
  const own = makeMap(host, `small-${item.id}`, false);
  const from = layerNamed(item.layer);
  const chosenTheme = from.themes.find((one) => one.field === item.field);
  own.map.setAttribute("role", "img");
  own.map.setAttribute("aria-label", `${item.title}. ${item.alt}`);
  const [x, y, w, h] = from.view;
  own.draw(from, chosenTheme);
  own.look({ x, y, w, h }, 1);
  own.map.addEventListener("click", (event) => { if (event.target.unit !== undefined) choose(item.layer, [event.target.unit], { add: event.ctrlKey || event.shiftKey }); });
  follow(() => own.mark());
  legend(host.parentElement.querySelector(".chart-legend"), chosenTheme, from, `small-${item.id}`);
}

// --- Export of a drawing ----------------------------------------------------------------------------
const KEPT = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "fill-opacity", "font-size", "font-family", "font-weight", "text-anchor", "display"];
function exportDrawing(node, item, kind) {
  const copy = node.cloneNode(true);
  const { width, height } = node.getBoundingClientRect();
  const sources = [node, ...node.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((target, at) => {
    const style = getComputedStyle(sources[at]);
    for (const name of KEPT) target.style.setProperty(name, style.getPropertyValue(name));
    target.removeAttribute("class");
  });
  copy.querySelector(".brush")?.remove();
  copy.style.color = "#1b2430";
  copy.setAttribute("xmlns", NS);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height + 30);
  const box = node.viewBox.baseVal;
  const unit = box.width / width || 1;
  copy.setAttribute("viewBox", `${box.x} ${box.y - 18 * unit} ${box.width} ${box.height + 30 * unit}`);
  const ground = svg("rect", { x: box.x, y: box.y - 18 * unit, width: box.width, height: box.height + 30 * unit, fill: "#fff" });
  copy.prepend(ground);
  svg("title", {}, copy).textContent = item.title;
  svg("text", { x: box.x + 4 * unit, y: box.y + box.height + 8 * unit, "font-size": 10 * unit, "font-family": "sans-serif", fill: "#444" }, copy).textContent = holder.dataset.footer;
  const text = new XMLSerializer().serializeToString(copy);
  const name = fileName(item.title);
  if (kind === "svg") return save(`${name}.svg`, new Blob([text], { type: "image/svg+xml" }));
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * 2;
    canvas.height = (height + 30) * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(`${name}.png`, blob), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
for (const button of document.querySelectorAll("#map-export [data-export]")) {
  button.addEventListener("click", () => exportDrawing(first.map, { title: `${layer.title} ${theme.title}` }, button.dataset.export));
}
