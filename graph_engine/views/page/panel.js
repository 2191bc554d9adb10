// The side panel: what may be said, why, in path cards; and the details of a node or an edge.

const answer = data.answer;

const levelOf = (node) => (node.kind === "event" ? "event" : node.focus ? "focus" : node.kind);

// ------------------------------------------------------------------ head

function drawHead() {
  const score = answer.score && made(
    "div",
    { class: "score" },
    made("span", { class: "soft" }, word("score")),
    made("strong", {}, answer.score.score),
    scale(answer.score),
    made("span", { class: "soft range" }, word("range", answer.score)),
  );
  const switches = made(
    "div",
    { class: "switches" },
    made(
      "div",
      { class: "pair", role: "group", "aria-label": word("views") },
      ["picture", "list"].map((view) =>
        made("button", { type: "button", id: `to-${view}`, "aria-pressed": String(state.view === view), onclick: () => look(view) }, word(view))),
    ),
    made("button", { type: "button", id: "to-print", onclick: () => window.print() }, word("print")),
    made("button", { type: "button", id: "to-language", lang: state.language === "zh" ? "en" : "zh-CN", onclick: otherLanguage }, word("language")),
  );
  fill(
    "head",
    made(
      "div",
      { class: "who" },
      made("h1", {}, named(answer.name)),
      made("p", { class: "soft" }, [answer.key, `${say(data.foot[0].head)} ${answer.as_of}`].filter(Boolean).join(" · ")),
    ),
    score,
    switches,
  );
}

// The score on its scale from 0 to 1, with the range that doubts leave.
function scale({ at_score: at, at_low: low, at_high: high }) {
  const across = 160;
  return drawn(
    "svg",
    { class: "scale", viewBox: `0 0 ${across} 10`, width: across, height: 10, "aria-hidden": "true" },
    drawn("rect", { class: "track", y: 3, width: across, height: 4, rx: 2 }),
    drawn("rect", { class: "span", x: low * across, y: 3, width: Math.max((high - low) * across, 1), height: 4, rx: 2 }),
    drawn("rect", { class: "mark", x: Math.min(at * across, across - 3), width: 3, height: 10, rx: 1.5 }),
  );
}

// ------------------------------------------------------------------ what may be said

function claimBlock() {
  const { claim, gate, note } = answer;
  return made(
    "section",
    { class: "claim", id: "claim" },
    note && made("p", { class: "note" }, word(note)),
    claim && made("p", { class: "level" }, made("span", { class: "soft" }, word("claim")), made("strong", {}, say(claim.name))),
    claim && made("p", {}, say(claim.wording)),
    claim && made("p", { class: "limits" }, made("strong", {}, word("limits")), " ", say(claim.does_not_allow)),
    gate && made("p", { class: "gate" }, made("strong", {}, word("pair", { head: word("gate"), text: gate.name })), " ", say(gate.advice), made("span", { class: "soft" }, word("aside", { text: gate.note }))),
  );
}

// The ladder of article 4, for a party's own serious records only.
function ladderBlock() {
  if (!answer.ladder.length) return null;
  return made(
    "section",
    { id: "ladder" },
    made("h2", {}, word("ladder")),
    answer.ladder.map((step) =>
      made(
        "p",
        { class: "gate" },
        made("strong", {}, named(step.party_name), word("pair", { head: "", text: step.name })),
        word("aside", { text: word("serious_records", { count: step.serious_records }) }),
        ` ${say(step.advice)} `,
        made("span", { class: "soft" }, step.basis.map(say).join(word("joint"))),
      )),
  );
}

// The hazard as one bar of its parts, which add up to it as printed.
function hazardBlock() {
  if (answer.total === null) return null;
  let at = 0;
  const bars = answer.parts.map(({ part, share }) => {
    const bar = drawn("rect", { class: `part-${part}`, x: at * 320, width: share * 320, height: 10 });
    at += share;
    return bar;
  });
  return made(
    "section",
    { class: "hazard", id: "hazard" },
    made("p", { class: "sum" }, made("span", {}, word("hazard")), made("strong", { id: "total" }, answer.total)),
    drawn("svg", { class: "bar", viewBox: "0 0 320 10", preserveAspectRatio: "none", "aria-hidden": "true" }, drawn("rect", { class: "track", width: 320, height: 10 }), bars),
    made(
      "ul",
      { class: "parts", "aria-label": word("adds_up") },
      answer.parts.map(({ part, name, amount }) =>
        made("li", { class: /[1-9]/.test(amount) ? "" : "none" }, made("i", { class: `dot part-${part}` }), say(name), " ", made("b", { "data-part": part }, amount))),
    ),
  );
}

// ------------------------------------------------------------------ path cards

function cards() {
  if (!graph.paths.length && !graph.folds.length) return null;
  return made(
    "section",
    { id: "why" },
    made("h2", {}, word("why")),
    made("p", { class: "soft" }, word("why_hint")),
    made("ol", { class: "cards" }, graph.paths.map(card), graph.folds.map(foldCard)),
    made("p", { class: "sum total" }, made("span", {}, word("total")), made("strong", {}, answer.total)),
  );
}

function card(path, at) {
  const { share, also } = answer.cards[at];
  return made(
    "li",
    { class: `card part-${path.part}`, "data-path": path.number, onclick: (event) => event.target.closest("button, details") || choose(path.number) },
    made(
      "button",
      { type: "button", class: "choose", "aria-pressed": "false", onclick: () => choose(path.number) },
      made("span", { class: `tag part-${path.part}` }, String(path.number)),
      made("span", { class: "said" }, say(data.words.claims[path.claim])),
      made("b", { class: "amount" }, path.amount),
    ),
    drawn("svg", { class: "bar", viewBox: "0 0 320 4", preserveAspectRatio: "none", "aria-hidden": "true" },
      drawn("rect", { class: "track", width: 320, height: 4 }), drawn("rect", { class: `part-${path.part}`, width: share * 320, height: 4 })),
    chain(path),
    also.map((event) => made("p", { class: "also" }, word("pair", { head: word("same_matter"), text: event.name }), " ", made("bdi", {}, event.document), ` ${say(event.status)}`)),
    path.nodes.length === 2 ? made("p", { class: "also" }, word("direct")) : null,
    evidence(path),
  );
}

// The path from the event to the target, one step a line.
function chain(path) {
  const steps = path.nodes.flatMap((id, at) => {
    const node = nodes.get(id);
    const edge = at > 0 ? edges.get(path.edges[at - 1]) : null;
    const step = edge && (edge.kind !== "subject_of" || say(edge.label)) ? made("li", { class: `step ${edge.doubtful ? "doubtful" : ""}` }, arrowTo(edge), labelOf(edge), doubts(edge)) : null;
    const extra = node.kind === "event" ? node.lines.filter((line) => line.style === "soft").map((line) => line.text).join(" ") : "";
    return [step, made("li", { class: `at ${levelOf(node)}` }, glyph(node.kind), named(nameOf(node)), extra && made("small", {}, extra))];
  });
  return made("ul", { class: "chain" }, steps);
}

const arrowTo = (edge) => made("span", { class: "way", "aria-hidden": "true" }, edge.forward === null ? "─ " : edge.forward ? "→ " : "← ");

const doubts = (edge) => edge.doubts.map((doubt) => made("em", {}, ` ⚠ ${say(doubt)}`));

function glyph(kind) {
  const inner = kind === "event"
    ? drawn("path", { d: "M8 2l6 6-6 6-6-6Z", class: "diamond" })
    : drawn("path", { d: ICONS[kind] ?? ICONS.enterprise, class: "icon" });
  return drawn("svg", { class: "glyph", viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" }, inner);
}

function evidence(path) {
  const told = [...nodes.get(path.nodes[0]).details, ...path.edges.slice(1).flatMap((id) => edges.get(id).details)];
  if (!told.length) return null;
  return made("details", { class: "evidence" }, made("summary", {}, `${word("evidence")} ${told.length}`), told.map(section));
}

function foldCard(fold) {
  return made(
    "li",
    { class: "card fold" },
    made("p", { class: "choose" }, made("span", { class: "said" }, word("folded", { count: fold.count, part: data.words.parts[fold.part] })), made("b", { class: "amount" }, fold.amount)),
  );
}

// ------------------------------------------------------------------ details

function section({ title, rows }) {
  return made(
    "div",
    { class: "section" },
    made("h4", {}, say(title)),
    rows.length ? made("dl", {}, rows.map(({ head, text }) => [made("dt", {}, say(head)), made("dd", {}, named(text))])) : null,
  );
}

function details(id) {
  const node = nodes.get(id);
  const edge = edges.get(id);
  const title = node ? nameOf(node) : labelOf(edge);
  const told = (node ?? edge).details;
  return made(
    "section",
    { id: "details", tabindex: "-1", "aria-label": word("details") },
    made("button", { type: "button", class: "back", onclick: () => close(true) }, `← ${word("back")}`),
    made("h2", {}, node ? glyph(node.kind) : null, named(title)),
    edge ? made("p", { class: "soft" }, named(nameOf(nodes.get(edge.tail))), " · ", named(nameOf(nodes.get(edge.head)))) : null,
    told.map(section),
    told.length ? null : made("p", { class: "soft" }, word("nothing_more")),
    node ? relationsOf(node) : null,
  );
}

function relationsOf(node) {
  const touching = graph.edges.filter((edge) => (edge.tail === node.id || edge.head === node.id) && edge.kind !== "rest");
  if (!touching.length) return null;
  const line = (edge) => {
    const other = nodes.get(edge.tail === node.id ? edge.head : edge.tail);
    const leaves = (edge.tail === node.id) === (edge.forward !== false);
    return made("li", {}, made("button", { type: "button", class: "link", onclick: () => open(edge.id, true) }, labelOf(edge)), ` ${leaves ? "→" : "←"} `, named(nameOf(other)), edge.facts.map((fact) => made("small", {}, named(fact.source))));
  };
  return made("div", { class: "section" }, made("h4", {}, word("relations")), made("ul", { class: "touching" }, touching.map(line)));
}

// ------------------------------------------------------------------ the panel

function unknownsBlock() {
  if (!answer.unknowns.length) return null;
  return made(
    "section",
    { id: "unknowns" },
    made("h2", {}, word("unknowns")),
    made("ul", {}, answer.unknowns.map(({ name, count, about }) =>
      made("li", {}, say(name), " ", made("b", {}, word("times", { count })), made("small", {}, about.map((party, at) => [at ? word("joint") : null, named(party)]).flat())))),
  );
}

function drawPanel() {
  fill("panel", state.open ? details(state.open) : [hazardBlock(), claimBlock(), cards(), ladderBlock(), unknownsBlock()]);
  markCards();
}

function markCards() {
  for (const element of document.querySelectorAll("[data-path]")) {
    const chosen = Number(element.dataset.path) === state.path;
    element.classList.toggle("chosen", chosen);
    element.querySelector(".choose")?.setAttribute("aria-pressed", String(chosen));
  }
}

function drawFoot() {
  fill(
    "foot",
    made("dl", {}, data.foot.map(({ head, short }) => made("div", {}, made("dt", {}, say(head)), made("dd", {}, named(short))))),
  );
}
