// --- Permanent link: what is looked at is written after the # of the address -----------------------------
const STATE = "#etat?";
function stateText() {
  const kept = new URLSearchParams({ couche: layer.name, theme: theme.field });
  if (!$("stage2").hidden) {
    kept.set("couche2", second.layer.name);
    kept.set("theme2", second.theme.field);
  }
  if (chosen.table && chosen.rows.size <= 50) kept.set("choix", [chosen.table, ...[...chosen.rows].map((row) => tables[chosen.table].codes[row])].join("/"));
  kept.set("vue", [view.x, view.y, view.w, view.h].map(Math.round).join(","));
  return STATE + kept;
}
function restore() {
  if (!location.hash.startsWith(STATE)) return false;
  const kept = new URLSearchParams(location.hash.slice(STATE.length));
  const at = data.layers.findIndex((item) => item.name === kept.get("couche"));
  if (at < 0) return false;
  chooseLayer(at, kept.get("theme"));
  const other = data.layers.findIndex((item) => item.name === kept.get("couche2"));
  if (other >= 0) compare(true, other, kept.get("theme2"));
  const [table, ...codes] = (kept.get("choix") || "").split("/");
  const rows = tables[table] ? codes.map((code) => place(table, code)).filter((row) => row >= 0) : [];
  choose(rows.length ? table : "", rows, { from: "quiet" });
  const numbers = (kept.get("vue") || "").split(",").map(Number);
  if (numbers.length === 4 && numbers.every(Number.isFinite)) lookAt(...numbers);
  $("cartes").scrollIntoView();
  return true;
}
$("link").addEventListener("click", async () => {
  const text = stateText();
  history.replaceState(null, "", text);
  try {
    await navigator.clipboard.writeText(location.href);
    say("Lien copié.");
  } catch {
    say("Le lien est dans la barre d’adresse.");
  }
});
window.addEventListener("hashchange", restore);
if (!restore()) chooseLayer(0);
