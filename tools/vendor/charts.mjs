// The parts of Observable Plot and d3 that the report's page uses, and nothing else.
export { plot, dot, line, link, arrow, barX, rectY, ruleX, ruleY, text, axisX, axisY } from "@observablehq/plot";
export { brush } from "d3-brush";
export { select } from "d3-selection";
export { zoom, zoomIdentity } from "d3-zoom";
