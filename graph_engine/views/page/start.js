// What a reader can do, the legend that is the filter, and the first drawing.

function choose(number) {
  state.path = state.path === number ? null : number;
  if (state.open) close();
  mark();
  markCards();
  const path = graph.paths.find((found) => found.number === state.path);
  const told = () => path.nodes.map((id) => nameOf(nodes.get(id))).join(" → ");
  tell(path ? word("selected", { number: path.number, told: told() }) : word("cleared"));
  if (path && state.view === "picture") showPath(path);
  document.querySelector("#panel .card.chosen")?.scrollIntoView({ block: "nearest" });
}

function open(id, byKey = false) {
  state.open = id;
  mark();
  drawPanel();
  document.getElementById("panel").scrollTop = 0;
  if (byKey) document.getElementById("details").focus();
  tell(word("pair", { head: word("details"), text: nodes.has(id) ? nameOf(nodes.get(id)) : labelOf(edges.get(id)) }));
}

function close(backToPicture = false) {
  state.open = null;
  mark();
  drawPanel();
  if (backToPicture && state.view === "picture") drawnNodes.get(focusedId).focus({ preventScroll: true });
}

function clear() {
  state.path = null;
  close();
  tell(word("cleared"));
}

function look(view) {
  state.view = view;
  document.getElementById("picture").toggleAttribute("hidden", view !== "picture");
  document.getElementById("list").toggleAttribute("hidden", view !== "list");
  drawHead();
  document.getElementById(`to-${view}`).focus();
  if (view === "picture") fitPills();
}

function otherLanguage() {
  state.language = state.language === "zh" ? "en" : "zh";
  takeShapes(state.language);
  drawAll();
  openView();
  document.getElementById("to-language").focus();
}

// ------------------------------------------------------------------ the legend

function toggle(key, on) {
  if (on) state.off.delete(key);
  else state.off.add(key);
  mark();
  drawList();
  if (!shownNow().nodes.has(focusedId)) makeReachable(target.id);
  tell(count());
  document.getElementById("count").textContent = count();
}

function count() {
  const shown = shownNow();
  const [nodesOff, edgesOff] = [graph.nodes.length - shown.nodes.size, graph.edges.length - shown.edges.size];
  const told = word("shown", { nodes: shown.nodes.size, edges: shown.edges.size });
  return nodesOff || edgesOff ? told + word("hidden", { nodes: nodesOff, edges: edgesOff }) : told;
}

function entry(key, sample, text, number) {
  const change = (event) => toggle(key, event.target.checked);
  const box = made("input", { type: "checkbox", "data-key": key, checked: !state.off.has(key), onchange: change });
  return made("li", {}, made("label", {}, box, sample, made("span", {}, text), made("b", {}, String(number))));
}

function sampleLine(kind) {
  const frame = { class: `sample edge ${kind}`, viewBox: "0 0 26 10", width: 26, height: 10, "aria-hidden": "true" };
  return drawn("svg", frame, drawn("path", { class: "line", d: "M1 5H25", "stroke-width": 1.6 }));
}

function sampleNode(kind) {
  const frame = { class: `sample node ${kind}`, viewBox: "-1 -1 26 16", width: 26, height: 16, "aria-hidden": "true" };
  const diamond = () => drawn("path", { class: "diamond", d: "M12 0l7 7-7 7-7-7Z" });
  return drawn("svg", frame, kind === "event" ? diamond() : outline({ kind, width: 24, height: 14 }));
}

function drawLegend() {
  const kinds = [...grouped(graph.nodes.filter((node) => !node.focus), "kind")].map(([kind, found]) =>
    entry(`node:${kind}`, sampleNode(kind), say(data.words.kinds[kind]), found.length));
  const relations = [...grouped(graph.edges, "kind")].filter(([kind]) => kind !== "rest").map(([kind, found]) =>
    entry(`edge:${kind}`, sampleLine(kind), say(data.words.relations[kind]), found.length));
  const inDoubt = graph.edges.filter((edge) => edge.doubtful).length;
  if (inDoubt) relations.push(entry("doubt", sampleLine("doubtful"), word("legend_doubt"), inDoubt));
  const risks = Object.keys(data.words.severities).filter((risk) => graph.nodes.some((node) => node.risk === risk));
  const chips = risks.map((risk) => made("span", { class: `chip ${risk}` }, say(data.words.severities[risk])));
  fill(
    "legend",
    made("h2", {}, word("legend")),
    made("ul", { "aria-label": word("legend_kinds") }, kinds),
    made("ul", { "aria-label": word("legend_relations") }, relations),
    chips.length > 0 && made("p", { class: "risks" }, word("legend_risk"), chips),
    made("p", { class: "soft" }, word("legend_arrow")),
    made("p", { class: "soft", id: "count" }, count()),
  );
}

function drawTools() {
  const tool = (id, sign, name, act) => button({ id, title: name, "aria-label": name, onclick: act }, sign);
  document.getElementById("tools").setAttribute("aria-label", word("views"));
  fill(
    "tools",
    tool("zoom-in", "+", word("zoom_in"), () => zoom(1.25)),
    tool("zoom-out", "−", word("zoom_out"), () => zoom(0.8)),
    tool("fit", "⤢", word("fit"), fitView),
    tool("reset", "↺", word("reset"), reset),
  );
}

// ------------------------------------------------------------------ all

function drawAll() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = word("title", { name: answer.name });
  document.getElementById("hint").textContent = word("keys");
  drawHead();
  drawTools();
  drawPicture();
  drawPanel();
  drawList();
  drawLegend();
  drawFoot();
}

drawAll();
openView();

// On paper nothing can be opened, so the evidence stands open.
let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const each of closed) each.open = true;
});
window.addEventListener("afterprint", () => {
  for (const each of closed) each.open = false;
});

let width = window.innerWidth;
window.addEventListener("resize", () => {
  // On a phone the bars of the browser come and go: only another width is another view.
  if (window.innerWidth !== width) openView();
  width = window.innerWidth;
});
