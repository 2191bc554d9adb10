// What is said about one node or one edge when it is opened.

// Rows under a title: a fact, or an event.
function section({ title, rows }) {
  const told = rows.flatMap(({ head, text }) => [made("dt", {}, say(head)), made("dd", {}, named(text))]);
  return made("div", { class: "section" }, made("h4", {}, say(title)), told.length > 0 && made("dl", {}, told));
}

function details(id) {
  const node = nodes.get(id);
  const edge = edges.get(id);
  const told = (node ?? edge).details;
  return made(
    "section",
    { id: "details", tabindex: "-1", "aria-label": word("details") },
    button({ class: "back", onclick: () => close(true) }, `← ${word("back")}`),
    made("h2", {}, node && glyph(node.kind), named(node ? nameOf(node) : labelOf(edge))),
    edge && made("p", { class: "soft" }, named(nameOf(nodes.get(edge.tail))), " · ", named(nameOf(nodes.get(edge.head)))),
    told.map(section),
    told.length === 0 && made("p", { class: "soft" }, word("nothing_more")),
    node && relationsOf(node),
  );
}

// The edges that touch a node, each with the rows that it stands in; a press opens it.
function relationsOf(node) {
  const touching = graph.edges.filter((edge) => edge.kind !== "rest" && [edge.tail, edge.head].includes(node.id));
  if (!touching.length) return null;
  const lines = touching.map((edge) => {
    const other = nodes.get(edge.tail === node.id ? edge.head : edge.tail);
    const leaves = (edge.tail === node.id) === (edge.forward !== false);
    const relation = button({ class: "link", onclick: () => open(edge.id, true) }, labelOf(edge));
    const places = edge.facts.map((fact) => made("small", {}, named(fact.source)));
    return made("li", {}, relation, ` ${leaves ? "→" : "←"} `, named(nameOf(other)), places);
  });
  return made("div", { class: "section" }, made("h4", {}, word("relations")), made("ul", { class: "touching" }, lines));
}
