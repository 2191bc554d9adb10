// The list: all that the picture shows, as tables, for whoever cannot or would rather not use a picture.

function drawList() {
  const shown = shownNow();
  fill("list", pathsTable(), relationsTable(shown), nodesTable(shown), groundsTable());
}

function table(id, heads, rows, foot) {
  return made(
    "table",
    { id },
    made("caption", {}, word(id.replace("-", "_"))),
    heads.length ? made("thead", {}, made("tr", {}, heads.map((head) => made("th", { scope: "col" }, head)))) : null,
    made("tbody", {}, rows),
    foot ? made("tfoot", {}, foot) : null,
  );
}

const row = (cells, attributes = {}) => made("tr", attributes, cells.map((cell) => made("td", {}, cell)));

function pathsTable() {
  const rows = graph.paths.map((path) => {
    const [event, ...rest] = path.nodes.map((id) => nodes.get(id));
    const way = rest.flatMap((node, at) => {
      const edge = edges.get(path.edges[at]);
      const step = at ? ` ${edge.forward === false ? "←" : "→"} ${labelOf(edge)} ${edge.forward === false ? "←" : "→"} ` : null;
      return [step, named(nameOf(node))];
    });
    const choice = made("button", { type: "button", class: "link choose", "aria-pressed": "false", onclick: () => choose(path.number) }, String(path.number));
    const document = event.lines.map((line) => line.text).join(" ");
    return row([choice, say(data.words.parts[path.part]), say(data.words.claims[path.claim]), document, way, path.amount], { "data-path": path.number });
  });
  const folds = graph.folds.map((fold) => row(["", say(data.words.parts[fold.part]), "", word("folded", { count: fold.count, part: data.words.parts[fold.part] }), "", fold.amount]));
  const total = answer.total === null ? null : made("tr", {}, made("th", { colspan: 5, scope: "row" }, word("total")), made("td", {}, answer.total));
  return table("paths-table", ["number", "part", "claim", "event", "path", "amount"].map((key) => word(key)), [...rows, ...folds], total);
}

function relationsTable(shown) {
  const rows = graph.edges.filter((edge) => shown.edges.has(edge.id) && edge.kind !== "rest").flatMap((edge) => {
    // An event and its subject, or a party without a path: an edge without a fact of its own says what it knows.
    const facts = edge.facts.length ? edge.facts : [{ ...edge, label: labelOf(edge), strength: "", dates: "", source: "" }];
    return facts.map((fact) => {
      const [from, to] = fact.forward === false ? [edge.head, edge.tail] : [edge.tail, edge.head];
      const doubt = fact.doubts.map(say).join(word("joint"));
      const cells = [named(nameOf(nodes.get(from))), say(fact.label), named(nameOf(nodes.get(to))), say(fact.dates), fact.strength, doubt, named(fact.source)];
      return row(cells, { class: fact.doubtful ? "doubtful" : "" });
    });
  });
  const rowWord = (key) => say(data.words.rows[key]);
  const heads = [word("from"), word("relation"), word("to"), ...["dates", "strength", "doubt", "source"].map(rowWord)];
  return table("relations-table", heads, rows);
}

function nodesTable(shown) {
  const rows = graph.nodes
    .filter((node) => shown.nodes.has(node.id))
    .map((node) => {
      const risk = node.risk ? say(data.words.severities[node.risk]) + (node.doubtful ? word("aside", { text: word("only_name") }) : "") : "";
      const name = made("button", { type: "button", class: "link", onclick: () => open(node.id, true) }, named(nameOf(node)));
      return row([say(data.words.kinds[node.kind]), name, risk]);
    });
  return table("nodes-table", [word("kind"), word("name"), word("record")], rows);
}

// What the answer rests on, in full: the foot of the page has only the beginnings of the hashes.
function groundsTable() {
  return table("grounds-table", [], data.foot.map(({ head, text }) => made("tr", {}, made("th", { scope: "row" }, say(head)), made("td", {}, named(text)))));
}
