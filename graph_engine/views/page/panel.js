// The head, the foot, and the side panel: what may be said, and why, in path cards.

const answer = data.answer;

// ------------------------------------------------------------------ head

function drawHead() {
  const score = answer.score && made(
    "div",
    { class: "score" },
    soft(word("score")),
    strong(answer.score.score),
    scale(answer.score),
    answer.score.low !== answer.score.high && made("span", { class: "soft range" }, word("range", answer.score)),
  );
  const looks = ["picture", "list"].map((view) =>
    button({ id: `to-${view}`, "aria-pressed": String(state.view === view), onclick: () => look(view) }, word(view)));
  const lang = state.language === "zh" ? "en" : "zh-CN";
  const dated = [answer.key, `${say(data.foot[0].head)} ${answer.as_of}`].filter(Boolean).join(" · ");
  fill(
    "head",
    made("div", { class: "who" }, made("h1", {}, named(answer.name)), made("p", { class: "soft" }, dated)),
    score,
    made(
      "div",
      { class: "switches" },
      made("div", { class: "pair", role: "group", "aria-label": word("views") }, looks),
      button({ id: "to-print", onclick: () => window.print() }, word("print")),
      button({ id: "to-language", lang, onclick: otherLanguage }, word("language")),
    ),
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
    claim && [
      made("p", { class: "level" }, soft(word("claim")), strong(say(claim.name))),
      made("p", {}, say(claim.wording)),
      made("p", { class: "limits" }, strong(word("limits")), " ", say(claim.does_not_allow)),
    ],
    gate && made(
      "p",
      { class: "gate" },
      strong(word("pair", { head: word("gate"), text: gate.name })),
      ` ${say(gate.advice)}`,
      soft(word("aside", { text: gate.note })),
    ),
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
        strong(named(step.party_name), word("pair", { head: "", text: step.name })),
        word("aside", { text: word("serious_records", { count: step.serious_records }) }),
        ` ${say(step.advice)} `,
        soft(step.basis.map(say).join(word("joint"))),
      )),
  );
}

// Shares of a whole as one bar.
function bar(height, shares) {
  let at = 0;
  const rects = shares.map(({ part, share }) => {
    const rect = drawn("rect", { class: `part-${part}`, x: at * 320, width: share * 320, height });
    at += share;
    return rect;
  });
  const frame = { class: "bar", viewBox: `0 0 320 ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  return drawn("svg", frame, drawn("rect", { class: "track", width: 320, height }), rects);
}

// The hazard and its parts, which add up to it as printed.
function hazardBlock() {
  if (answer.total === null) return null;
  const parts = answer.parts.map(({ part, name, amount }) => {
    const dot = made("i", { class: `dot part-${part}` });
    const printed = made("b", { "data-part": part }, amount);
    return made("li", { class: /[1-9]/.test(amount) ? "" : "none" }, dot, say(name), " ", printed);
  });
  return made(
    "section",
    { class: "hazard", id: "hazard" },
    made("p", { class: "sum" }, made("span", {}, word("hazard")), made("strong", { id: "total" }, answer.total)),
    bar(10, answer.parts),
    made("ul", { class: "parts", "aria-label": word("adds_up") }, parts),
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
  const { share, also, member } = answer.cards[at];
  // A press anywhere on the card chooses it, but for what is opened or pressed by itself.
  const pressed = (event) => event.target.closest("button, details") || choose(path.number);
  const part = data.words.parts[path.part];
  return made(
    "li",
    { class: `card part-${path.part}`, "data-path": path.number, onclick: pressed },
    button(
      { class: "choose", "aria-pressed": "false", onclick: () => choose(path.number) },
      made("span", { class: `tag part-${path.part}` }, String(path.number)),
      made("span", { class: "said" }, say(data.words.claims[path.claim])),
      made("b", { class: "amount" }, path.amount),
    ),
    bar(4, [{ part: path.part, share }]),
    chain(path),
    also.map(sameMatter),
    member && made("p", { class: "also" }, word("member", { member, part })),
    path.nodes.length === 2 && made("p", { class: "also" }, word("direct")),
    evidence(path),
  );
}

function sameMatter({ name, document, status }) {
  const told = word("pair", { head: word("same_matter"), text: name });
  return made("p", { class: "also" }, told, " ", named(document), ` ${say(status)}`);
}

// The path from the event to the target, one step a line.
function chain(path) {
  const lines = path.nodes.flatMap((id, at) => {
    const node = nodes.get(id);
    return [at > 0 && stepLine(edges.get(path.edges[at - 1])), nodeLine(node)];
  });
  return made("ul", { class: "chain" }, lines);
}

function nodeLine(node) {
  const known = node.kind === "event" ? node.lines.filter((line) => line.style === "soft") : [];
  const below = known.map((line) => line.text).join(" ");
  const kind = node.focus ? "focus" : node.kind;
  return made("li", { class: `at ${kind}` }, glyph(node.kind), named(nameOf(node)), below && made("small", {}, below));
}

// That an event names its subject goes without saying, unless in another role than that of the principal.
function stepLine(edge) {
  if (edge.kind === "subject_of" && !say(edge.label) && !edge.doubtful) return null;
  return made("li", { class: `step ${edge.doubtful ? "doubtful" : ""}` }, arrowTo(edge), labelOf(edge), doubts(edge));
}

const arrowTo = (edge) => (edge.forward === null ? "─ " : edge.forward ? "→ " : "← ");

const doubts = (edge) => edge.doubts.map((doubt) => made("em", {}, ` ⚠ ${say(doubt)}`));

function glyph(kind) {
  const inner = kind === "event"
    ? drawn("path", { d: "M8 2l6 6-6 6-6-6Z", class: "diamond" })
    : drawn("path", { d: ICONS[kind] ?? ICONS.enterprise, class: "icon" });
  return drawn("svg", { class: "glyph", viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" }, inner);
}

// Every fact of a path with its source rows.
function evidence(path) {
  const told = [...nodes.get(path.nodes[0]).details, ...path.edges.slice(1).flatMap((id) => edges.get(id).details)];
  const summary = made("summary", {}, `${word("evidence")} ${told.length}`);
  return made("details", { class: "evidence" }, summary, told.map(section));
}

const foldWords = (fold) => word("folded", { count: fold.count, part: data.words.parts[fold.part] });

function foldCard(fold) {
  const told = [made("span", { class: "said" }, foldWords(fold)), made("b", { class: "amount" }, fold.amount)];
  return made("li", { class: "card fold" }, made("p", { class: "choose" }, told));
}

// ------------------------------------------------------------------ the panel

function unknownsBlock() {
  if (!answer.unknowns.length) return null;
  const lines = answer.unknowns.map(({ name, count, about }) => {
    const parties = about.flatMap((party, at) => [at > 0 && word("joint"), named(party)]);
    return made("li", {}, say(name), " ", made("b", {}, word("times", { count })), made("small", {}, parties));
  });
  return made("section", { id: "unknowns" }, made("h2", {}, word("unknowns")), made("ul", {}, lines));
}

function drawPanel() {
  const whole = () => [hazardBlock(), claimBlock(), cards(), ladderBlock(), unknownsBlock()];
  fill("panel", state.open ? details(state.open) : whole());
  markCards();
}

// Cards, and rows of the list: which of them is chosen.
function markCards() {
  for (const element of document.querySelectorAll("[data-path]")) {
    const chosen = Number(element.dataset.path) === state.path;
    element.classList.toggle("chosen", chosen);
    element.querySelector(".choose").setAttribute("aria-pressed", String(chosen));
  }
}

function drawFoot() {
  const told = data.foot.map(({ head, short }) => made("div", {}, made("dt", {}, say(head)), made("dd", {}, named(short))));
  fill("foot", made("dl", {}, told));
}
