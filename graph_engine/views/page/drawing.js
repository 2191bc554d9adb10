// The picture: boxes, edges with their labels, badges. An edge leaves its node level, with its label on that run, and
// enters the next one in a port of its own.

const canvas = document.getElementById("canvas");
const world = drawn("g", { id: "world" });
const ROW = 24;
const REACH = 46; // how far a curve bends

// d of the icons, in a square of 16.
const ICONS = {
  enterprise: "M3 14V3h7v11M10 7h3v7M1.5 14h13M5 5.5h1M7 5.5h1M5 8h1M7 8h1M5 10.5h1M7 10.5h1",
  person: "M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8M2.8 14c.4-3 2.4-4.4 5.2-4.4s4.8 1.4 5.2 4.4",
  project: "M3 14V2.500M3 3h9l-2 2.7 2 2.800H3",
  contact: "M8 14s4.6-4.4 4.6-7.800a4.6 4.6 0 0 0-9.2 0C3.4 9.6 8 14 8 14M8 7.800a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3",
};

// The outline of each kind: the shape, not the color, says what a node is.
function outline(node) {
  const { width, height } = node;
  const box = (radius) => drawn("rect", { class: "box", width, height, rx: radius });
  if (node.kind === "person") return [box(height / 2)];
  if (node.kind === "contact") {
    const side = 12;
    const [right, middle] = [width - side, height / 2];
    const points = `${side},0 ${right},0 ${width},${middle} ${right},${height} ${side},${height} 0,${middle}`;
    return [drawn("polygon", { class: "box", points })];
  }
  if (node.kind === "event") return [box(3)];
  if (node.kind === "project") return [box(2), drawn("rect", { class: "band", width: 5, height, rx: 1 })];
  return [box(Math.min(8, height / 3))];
}

function icon(node) {
  const middle = node.height / 2;
  if (node.kind === "event") {
    const points = `17,${middle - 8} 25,${middle} 17,${middle + 8} 9,${middle}`;
    return drawn("polygon", { class: "diamond", points });
  }
  if (!ICONS[node.kind]) return null;
  return drawn("path", { class: "icon", d: ICONS[node.kind], transform: `translate(10 ${middle - 8})` });
}

function lines(node) {
  const told = node.lines;
  const heights = told.map((line) => (line.style === "name" ? 17 : 15));
  let y = (node.height - heights.reduce((sum, height) => sum + height, 0)) / 2;
  const left = node.kind === "fold" ? 12 : 34;
  return told.map((line, at) => {
    y += heights[at];
    return drawn("text", { class: line.style, x: left, y: y - 4.5 }, line.text);
  });
}

function badge(node) {
  if (!node.risk || node.kind === "event") return null;
  const text = say(data.words.severities[node.risk]);
  const width = [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 11 : 6.4), 12);
  return drawn(
    "g",
    { class: `badge ${node.risk}`, transform: `translate(${node.width - width + 8} -9)` },
    drawn("rect", { width, height: 18, rx: 9 }),
    drawn("text", { x: width / 2, y: 13 }, text),
  );
}

function nodeClass(node) {
  const marks = [node.focus && "focus", node.risk && `risk ${node.risk}`, node.doubtful && "doubtful"];
  return ["node", node.kind, ...marks].filter(Boolean).join(" ");
}

function accessibleName(node) {
  const kind = node.focus ? word("target") : say(data.words.kinds[node.kind]);
  const risk = node.risk ? say(data.words.severities[node.risk]) : "";
  const out = graph.edges.filter((edge) => edge.tail === node.id);
  const told = out.map((edge) => `${labelOf(edge)} → ${nameOf(nodes.get(edge.head))}`);
  return [kind, nameOf(node), risk, ...told].filter(Boolean).join(word("joint"));
}

// ------------------------------------------------------------------ edges

// Where an edge leaves and enters: sorted by the other end, so that neighbors do not cross.
function ports() {
  const byTail = grouped(graph.edges, "tail");
  const byHead = grouped(graph.edges, "head");
  const middle = (id) => nodes.get(id).y + nodes.get(id).height / 2;
  const leave = new Map();
  for (const [id, out] of byTail) {
    const sorted = [...out].sort((one, other) => middle(one.head) - middle(other.head));
    sorted.forEach((edge, at) => leave.set(edge.id, middle(id) + (at - (sorted.length - 1) / 2) * ROW));
  }
  const enter = new Map();
  const crowded = new Set(); // edges that enter too close together for heads of their own
  for (const [id, into] of byHead) {
    const from = (edge) => (lanes(edge).length ? lanes(edge).at(-1)[1] : leave.get(edge.id));
    const sorted = [...into].sort((one, other) => from(one) - from(other));
    const room = Math.min(18, (nodes.get(id).height - 12) / Math.max(sorted.length - 1, 1));
    sorted.forEach((edge, at) => enter.set(edge.id, middle(id) + (at - (sorted.length - 1) / 2) * room));
    if (room < 12) sorted.forEach((edge) => crowded.add(edge.id));
  }
  return { leave, enter, crowded };
}

const lanes = (edge) => edge.via[state.language];

function bend(x1, y1, x2, y2) {
  const reach = x2 - x1 >= REACH ? (x2 - x1) / 2 : REACH;
  return y1 === y2 && x2 > x1 ? `L${x2} ${y2}` : `C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${x2} ${y2}`;
}

function course(edge, leave, enter) {
  const tail = nodes.get(edge.tail);
  const head = nodes.get(edge.head);
  const start = [tail.x + tail.width, leave.get(edge.id)];
  const level = [start[0] + tail.zone, start[1]];
  const end = [head.x, enter.get(edge.id)];
  let d = `M${start.join(" ")}L${level.join(" ")}`;
  let from = level;
  lanes(edge).forEach((point, at) => {
    d += at % 2 ? `L${point.join(" ")}` : bend(...from, ...point);
    from = point;
  });
  d += bend(...from, ...end);
  return { d, start, level, end, label: [start[0] + tail.zone / 2, start[1]] };
}

function arrowHead([x, y], towards) {
  const inner = x - towards * 9;
  return `M${x} ${y}L${inner} ${y - 4.5}L${inner} ${y + 4.5}Z`;
}

function edgeDrawn(edge) {
  const text = say(edge.label);
  const width = edge.ratio ? 1.2 + Number(edge.ratio) * 1.8 : 1.5;
  const kind = `edge ${edge.kind} ${edge.doubtful ? "doubtful" : ""}`;
  return drawn(
    "g",
    { class: kind, "data-id": edge.id, "aria-hidden": "true", onclick: () => open(edge.id) },
    drawn("path", { class: "hit" }),
    drawn("path", { class: "line", "stroke-width": width }),
    edge.forward !== null && drawn("path", { class: "head" }),
    text && drawn(
      "g",
      { class: "label" },
      drawn("rect", { class: "pill", height: 20, y: -10, rx: 10 }),
      drawn("text", { y: 4 }, text),
    ),
  );
}

// Draws an edge where its ends stand now.
function edgePlaced(edge, { leave, enter, crowded }) {
  const element = drawnEdges.get(edge.id);
  const { d, start, level, end, label } = course(edge, leave, enter);
  element.querySelector(".hit").setAttribute("d", d);
  element.querySelector(".line").setAttribute("d", d);
  const head = edge.forward ? arrowHead(crowded.has(edge.id) ? level : end, 1) : arrowHead(start, -1);
  element.querySelector(".head")?.setAttribute("d", head);
  element.querySelector(".label")?.setAttribute("transform", `translate(${label.join(" ")})`);
}

// A pill is as wide as its text turned out in the reader's font. All are measured before any is changed: a change
// between two measurements would lay the page out anew for each.
function fitPills() {
  const pills = [...world.querySelectorAll(".label")];
  const widths = pills.map((pill) => pill.querySelector("text").getComputedTextLength() + 14);
  pills.forEach((pill, at) => {
    const rect = pill.querySelector("rect");
    rect.setAttribute("width", widths[at]);
    rect.setAttribute("x", -widths[at] / 2);
  });
}

// ------------------------------------------------------------------ the whole

const drawnNodes = new Map();
const drawnEdges = new Map();

function drawPicture() {
  canvas.setAttribute("viewBox", `0 0 ${graph.width} ${graph.height}`);
  world.replaceChildren();
  const about = { "aria-label": word("graph_label", { name: target.name }), "aria-describedby": "hint" };
  const tree = drawn("g", { role: "tree", id: "tree", ...about });
  const lower = drawn("g", { id: "edges" });
  world.append(lower, tree);
  canvas.replaceChildren(world);
  for (const node of graph.nodes) {
    const group = drawn(
      "g",
      {
        class: nodeClass(node), "data-id": node.id, role: "treeitem", tabindex: node === focused() ? 0 : -1,
        "aria-level": levels.get(node.id), "aria-selected": "false", "aria-label": accessibleName(node),
      },
      drawn("title", {}, nameOf(node)),
      drawn("rect", { class: "halo", x: -6, y: -6, width: node.width + 12, height: node.height + 12, rx: 10 }),
      outline(node), icon(node), lines(node), badge(node),
    );
    drawnNodes.set(node.id, group);
    tree.append(group);
  }
  for (const edge of graph.edges) drawnEdges.set(edge.id, edgeDrawn(edge));
  lower.append(...drawnEdges.values());
  route();
  fitPills();
  mark();
}

// Puts nodes where they stand, and the edges between them.
function route() {
  for (const node of graph.nodes) drawnNodes.get(node.id).setAttribute("transform", `translate(${node.x} ${node.y})`);
  const found = ports();
  for (const edge of graph.edges) edgePlaced(edge, found);
}

// Shows what the legend lets through, and dims what is off the chosen path.
function mark() {
  const shown = shownNow();
  const chosen = chosenNow();
  for (const [all, visible] of [[drawnNodes, shown.nodes], [drawnEdges, shown.edges]]) {
    for (const [id, element] of all) {
      element.toggleAttribute("hidden", !visible.has(id));
      element.classList.toggle("chosen", chosen !== null && chosen.has(id));
      element.classList.toggle("dim", chosen !== null && !chosen.has(id));
      element.classList.toggle("open", state.open === id);
      if (all === drawnNodes) element.setAttribute("aria-selected", String(state.open === id));
    }
  }
  // What is chosen lies on top.
  document.getElementById("edges").append(...document.querySelectorAll("#edges .chosen"));
}

// How many steps each node is from the target.
const levels = new Map([[target.id, 1]]);
for (const [id, level] of levels) {
  for (const edge of graph.edges) if (edge.head === id && !levels.has(edge.tail)) levels.set(edge.tail, level + 1);
}
