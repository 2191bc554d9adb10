// Zoom, pan, dragging of nodes, and the keyboard. The picture lies in a viewBox that holds all of it; zoom and pan are
// one transform on top, so that a print, which drops the transform, shows the whole.

const LEAST = 0.8; // pixels per unit below which the text would be too small to open with
const LEAST_ON_PHONE = 0.62; // whoever holds one spreads two fingers
const MOST = 1.15; // and above which it would be needlessly large
const moved = { x: 0, y: 0, k: 1 };

function show() {
  world.style.transform = `translate(${moved.x}px, ${moved.y}px) scale(${moved.k})`;
}

// Pixels per unit of the viewBox, and the part of the plane that is visible at zoom 1.
function frame() {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = Math.min(width / graph.width, height / graph.height) || 1;
  const [w, h] = [width / scale, height / scale];
  return { scale, x: (graph.width - w) / 2, y: (graph.height - h) / 2, w, h };
}

// Legible to begin with: as wide as fits, the target in sight, the strongest path on top.
function openView() {
  const seen = frame();
  const across = (seen.scale * seen.w) / graph.width;
  const least = seen.scale * seen.w < 600 ? LEAST_ON_PHONE : LEAST;
  const wanted = seen.scale < least ? Math.min(Math.max(across, least), 1) : Math.min(seen.scale, MOST);
  moved.k = wanted / seen.scale;
  const [width, height] = [graph.width * moved.k, graph.height * moved.k];
  moved.x = width <= seen.w ? (graph.width - width) / 2 : seen.x + seen.w - width;
  moved.y = height <= seen.h ? (graph.height - height) / 2 : inSight(seen);
  show();
}

// Where a picture begins that is taller than the view: at its top, but the target stays in sight.
function inSight(seen) {
  const below = (target.y + target.height + 20) * moved.k - seen.h;
  return seen.y - Math.max(below, 0);
}

function fitView() {
  Object.assign(moved, { x: 0, y: 0, k: 1 });
  show();
}

// A chosen path is seen whole; where it is in sight already, nothing moves.
function showPath(path) {
  const seen = frame();
  const room = 26;
  const on = path.nodes.map((id) => nodes.get(id));
  const spans = [["x", "width", seen.x, seen.w], ["y", "height", seen.y, seen.h]].map(([axis, size, near, far]) => {
    const from = Math.min(...on.map((node) => node[axis])) - room;
    const to = Math.max(...on.map((node) => node[axis] + node[size])) + room;
    return { axis, from, to, near, far };
  });
  const seenWhole = ({ axis, from, to, near, far }) =>
    from * moved.k + moved[axis] >= near && to * moved.k + moved[axis] <= near + far;
  if (spans.every(seenWhole)) return;
  moved.k = Math.min(moved.k, ...spans.map(({ from, to, far }) => far / (to - from)));
  for (const { axis, from, to, near, far } of spans) moved[axis] = near + far / 2 - ((from + to) / 2) * moved.k;
  show();
}

function zoom(factor, x, y) {
  const seen = frame();
  const k = Math.min(Math.max(moved.k * factor, Math.min(0.3 / seen.scale, 1)), 4 / seen.scale);
  const at = [x ?? seen.x + seen.w / 2, y ?? seen.y + seen.h / 2];
  moved.x = at[0] - ((at[0] - moved.x) * k) / moved.k;
  moved.y = at[1] - ((at[1] - moved.y) * k) / moved.k;
  moved.k = k;
  show();
}

// A place on the screen in units of the viewBox.
function unitsAt(event) {
  const box = canvas.getBoundingClientRect();
  const seen = frame();
  return [seen.x + (event.clientX - box.left) / seen.scale, seen.y + (event.clientY - box.top) / seen.scale];
}

function reset() {
  takeShapes(state.language);
  route();
  openView();
}

// ------------------------------------------------------------------ pointers

const pointers = new Map();
let drag = null; // { node, far }: what the first pointer holds, and whether it has moved

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), ...unitsAt(event));
}, { passive: false });

canvas.addEventListener("pointerdown", (event) => {
  pointers.set(event.pointerId, unitsAt(event));
  if (pointers.size > 1) drag = null;
  else {
    const node = event.target.closest(".node")?.dataset.id ?? null;
    drag = { node, start: [event.clientX, event.clientY], far: false };
  }
});

canvas.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const now = unitsAt(event);
  if (pointers.size === 2) {
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
    zoom(apart(now) / apart(before), ...other);
  } else if (drag) {
    if (!drag.far && Math.hypot(event.clientX - drag.start[0], event.clientY - drag.start[1]) < 5) return;
    if (!drag.far) canvas.setPointerCapture(event.pointerId);
    drag.far = true;
    const node = nodes.get(drag.node);
    if (node) {
      node.x += (now[0] - before[0]) / moved.k;
      node.y += (now[1] - before[1]) / moved.k;
      route();
    } else {
      moved.x += now[0] - before[0];
      moved.y += now[1] - before[1];
      show();
    }
  }
  pointers.set(event.pointerId, now);
});

for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, (event) => {
    pointers.delete(event.pointerId);
    const held = drag;
    drag = null;
    if (end === "pointercancel" || !held || held.far) return;
    if (held.node) {
      focusOn(held.node, false);
      open(held.node);
    }
  });
}

// ------------------------------------------------------------------ keys

let focusedId = target.id;
const focused = () => nodes.get(focusedId);

// One node at a time can be reached by Tab; the arrow keys lead from it to its neighbors.
function makeReachable(id) {
  drawnNodes.get(focusedId).setAttribute("tabindex", -1);
  focusedId = id;
  drawnNodes.get(id).setAttribute("tabindex", 0);
}

function focusOn(id, intoView = true) {
  makeReachable(id);
  drawnNodes.get(id).focus({ preventScroll: true });
  if (intoView) bringIntoView(nodes.get(id));
}

function bringIntoView(node) {
  const seen = frame();
  const room = 30;
  for (const [axis, size, near, far] of [["x", node.width, seen.x, seen.w], ["y", node.height, seen.y, seen.h]]) {
    const from = node[axis] * moved.k + moved[axis];
    const to = from + size * moved.k;
    if (from < near + room) moved[axis] += near + room - from;
    else if (to > near + far - room) moved[axis] -= to - (near + far - room);
  }
  show();
}

function neighbor(key) {
  const shown = shownNow();
  const here = focused();
  const edgesNow = graph.edges.filter((edge) => shown.edges.has(edge.id));
  if (key === "ArrowRight") return edgesNow.find((edge) => edge.tail === here.id)?.head;
  if (key === "ArrowLeft") return edgesNow.find((edge) => edge.head === here.id)?.tail;
  const column = graph.nodes
    .filter((node) => shown.nodes.has(node.id) && levels.get(node.id) === levels.get(here.id))
    .sort((one, other) => one.y - other.y);
  return column[column.indexOf(here) + (key === "ArrowDown" ? 1 : -1)]?.id;
}

const KEYS = {
  Enter: () => open(focusedId, true),
  " ": () => open(focusedId, true),
  Escape: () => clear(),
  "+": () => zoom(1.25),
  "=": () => zoom(1.25),
  "-": () => zoom(0.8),
  0: () => fitView(),
  1: () => openView(),
  Home: () => focusOn(target.id),
  r: () => nextPath(1),
  R: () => nextPath(-1),
};

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const next = event.key.startsWith("Arrow") ? neighbor(event.key) : undefined;
  if (next) focusOn(next);
  else if (KEYS[event.key]) KEYS[event.key]();
  else if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
});

function nextPath(step) {
  const count = graph.paths.length;
  if (count) choose(((state.path ?? (step > 0 ? 0 : count + 1)) - 1 + step + count) % count + 1);
}
