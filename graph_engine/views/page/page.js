// What all parts of the page share: the data, the words, the state, and the making of elements. Texts are set as
// texts only, never as markup.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const graph = data.graph;
const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
const edges = new Map(graph.edges.map((edge) => [edge.id, edge]));
const target = graph.nodes[0];

// Takes the shapes of the reader's language: where nodes stand and what stands inside.
function takeShapes(language) {
  for (const node of graph.nodes) Object.assign(node, node.shape[language]);
  [graph.width, graph.height] = graph.size[language];
}

takeShapes(data.language);

const state = {
  language: data.language,
  view: "picture",
  path: null, // number of the chosen path
  open: null, // id of the node or edge whose details are shown
  off: new Set(), // what the legend has switched off: "node:person", "edge:guarantees", "doubt"
};

// A wording in the reader's language; what is no wording reads the same in both.
const say = (text) => (text !== null && typeof text === "object" ? text[state.language] : String(text ?? ""));

// A word of the page by its key, its places filled.
const word = (key, values = {}) =>
  say(data.words.page[key]).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? say(values[name]) : whole));

const nameOf = (node) => say(node.name);
const labelOf = (edge) => say(edge.label) || say(data.words.relations[edge.kind]);

// An element with attributes, listeners (onclick: …) and children; a text child becomes a text node.
function made(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

function drawn(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

const present = (children) => children.flat(Infinity).filter((child) => ![null, undefined, false, ""].includes(child));

// Puts children in place of what stood there; what is not there is left out.
function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...present(children));
}

function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...present(children));
  return element;
}

const button = (attributes, ...children) => made("button", { type: "button", ...attributes }, ...children);
const strong = (...children) => made("strong", {}, ...children);
const soft = (...children) => made("span", { class: "soft" }, ...children);

// Items by what they hold under a name.
function grouped(items, name) {
  const found = new Map();
  for (const item of items) found.set(item[name], [...(found.get(item[name]) ?? []), item]);
  return found;
}

// A name from the data: its own direction of writing must not turn what stands beside it.
const named = (text) => made("bdi", {}, say(text));

function tell(text) {
  document.getElementById("told").textContent = text;
}

// ------------------------------------------------------------------ what the legend lets through

const kindShown = (node) => node.focus || !state.off.has(`node:${node.kind}`);
const edgeShown = (edge) => !state.off.has(`edge:${edge.kind}`) && !(edge.doubtful && state.off.has("doubt"));

// Nodes and edges that are shown: those from which the target can still be reached.
function shownNow() {
  const open = graph.edges.filter(
    (edge) => edgeShown(edge) && kindShown(nodes.get(edge.tail)) && kindShown(nodes.get(edge.head)),
  );
  const into = grouped(open, "head");
  const seen = new Set([target.id]);
  for (const id of seen) for (const edge of into.get(id) ?? []) seen.add(edge.tail);
  return { nodes: seen, edges: new Set(open.filter((edge) => seen.has(edge.head)).map((edge) => edge.id)) };
}

// The nodes and edges of the chosen path, or of what is open; null where nothing is chosen.
function chosenNow() {
  const path = graph.paths.find((found) => found.number === state.path);
  return path ? new Set([...path.nodes, ...path.edges]) : null;
}
