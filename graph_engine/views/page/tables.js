// The list: all that the picture shows, as tables, for whoever cannot or would rather not use a picture.

function drawList() {
  const shown = shownNow();
  fill("list", pathsTable(), relationsTable(shown), nodesTable(shown), groundsTable());
  markCards();
}

function table(id, heads, rows, foot) {
  return made(
    "table",
    { id },
    made("caption", {}, word(id.replace("-", "_"))),
    heads.length > 0 && made("thead", {}, made("tr", {}, heads.map((head) => made("th", { scope: "col" }, head)))),
    made("tbody", {}, rows),
    foot && made("tfoot", {}, foot),
  );
}

const row = (cells, attributes = {}) => made("tr", attributes, cells.map((cell) => made("td", {}, cell)));

function pathsTable() {
  const heads = ["number", "part", "claim", "event", "path", "amount"].map((key) => word(key));
  const rows = graph.paths.map((path) => {
    const [event, ...rest] = path.nodes.map((id) => nodes.get(id));
    const choice = button({ class: "link choose", onclick: () => choose(path.number) }, String(path.number));
    const [part, claim] = [say(data.words.parts[path.part]), say(data.words.claims[path.claim])];
    const said = event.lines.map((line) => line.text).join(" ");
    return row([choice, part, claim, said, inOneLine(path, rest), path.amount], { "data-path": path.number });
  });
  const folds = graph.folds.map((fold) =>
    row(["", say(data.words.parts[fold.part]), "", foldWords(fold), "", fold.amount]));
  const total = answer.total !== null && made(
    "tr",
    {},
    made("th", { colspan: 5, scope: "row" }, word("total")),
    made("td", {}, answer.total),
  );
  return table("paths-table", heads, [...rows, ...folds], total);
}

// A path as a sentence: names, and between them the relations with their directions.
function inOneLine(path, parties) {
  return parties.flatMap((node, at) => {
    const edge = edges.get(path.edges[at]);
    const arrow = edge.forward === false ? "←" : "→";
    return [at > 0 && ` ${arrow} ${labelOf(edge)} ${arrow} `, named(nameOf(node))];
  });
}

function relationsTable(shown) {
  const known = ["dates", "strength", "doubt", "source"].map((key) => say(data.words.rows[key]));
  const visible = graph.edges.filter((edge) => shown.edges.has(edge.id) && edge.kind !== "rest");
  const rows = visible.flatMap((edge) => factsOf(edge).map((fact) => {
    const [from, to] = fact.forward === false ? [edge.head, edge.tail] : [edge.tail, edge.head];
    const doubt = fact.doubts.map(say).join(word("joint"));
    const ends = [from, to].map((id) => named(nameOf(nodes.get(id))));
    return row([ends[0], say(fact.label), ends[1], say(fact.dates), fact.strength, doubt, named(fact.source)]);
  }));
  return table("relations-table", [word("from"), word("relation"), word("to"), ...known], rows);
}

// An event and its subject, or a party without a path: an edge without a fact of its own says what it knows.
function factsOf(edge) {
  return edge.facts.length ? edge.facts : [{ ...edge, label: labelOf(edge), strength: "", dates: "", source: "" }];
}

function nodesTable(shown) {
  const rows = graph.nodes.filter((node) => shown.nodes.has(node.id)).map((node) => {
    const risk = node.risk && say(data.words.severities[node.risk]);
    const doubt = node.doubtful && word("aside", { text: word("only_name") });
    const name = button({ class: "link", onclick: () => open(node.id, true) }, named(nameOf(node)));
    return row([say(data.words.kinds[node.kind]), name, [risk, doubt]]);
  });
  return table("nodes-table", [word("kind"), word("name"), word("record")], rows);
}

// What the answer rests on, in full: the foot of the page has only the beginnings of the hashes.
function groundsTable() {
  const rows = data.foot.map(({ head, text }) =>
    made("tr", {}, made("th", { scope: "row" }, say(head)), made("td", {}, named(text))));
  return table("grounds-table", [], rows);
}
