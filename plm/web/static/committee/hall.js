/* Booths moved on the plan by pointer or arrow keys; a drop only fills a form that the server checks again. */
"use strict";

const METRE = 76 / 3;
const MAGNET = 7;
const form = document.getElementById("geser");
const plan = document.querySelector(".plm-floor");
const said = form.querySelector("[role=status]");
const step = document.getElementById("langkah");
const wall = Number(plan.dataset.wall);
const booths = [...plan.querySelectorAll("[data-booth]")].map((node) => ({
  node,
  number: node.dataset.booth,
  ...Object.fromEntries(["x", "y", "w", "h"].map((side) => [side, Number(node.dataset[side])])),
}));
const chosen = new Set(booths.filter((one) => one.node.hasAttribute("aria-current")));
let group = [];
let shift = { x: 0, y: 0 };
let drag = null;

document.querySelector(".plm-with-script").hidden = false;

const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(plan.getScreenCTM().inverse());
/* As short as it can be written so that it gives the same units again. */
const metres = (units) => {
  const rounded = [1, 10, 100].map((part) => Math.round((units / METRE) * part) / part);
  return rounded.find((value) => Math.round(value * METRE) === units).toLocaleString(document.documentElement.lang);
};
const corner = () => ({ x: Math.min(...group.map((one) => one.x)), y: Math.min(...group.map((one) => one.y)) });
const others = () => booths.filter((one) => !group.includes(one));

/* The nearest step of the floor, unless an edge of another booth is near: then edge to edge. */
function snapped(axis, size, wanted) {
  const length = Math.max(...group.map((one) => one[axis] + one[size])) - corner()[axis];
  const edges = others().flatMap((one) => [one[axis], one[axis] + one[size], one[axis] - length, one[axis] + one[size] - length]);
  const near = edges.filter((edge) => Math.abs(edge - wanted) <= MAGNET).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  const grid = METRE * Number(step.value);
  return near.length ? near[0] : wall + Math.round(Math.round((wanted - wall) / grid) * grid);
}

function trouble() {
  const moved = group.map((one) => ({ ...one, x: one.x + shift.x, y: one.y + shift.y }));
  const out = moved.some((one) => one.x < wall || one.y < wall || one.x + one.w > plan.dataset.right || one.y + one.h > plan.dataset.low);
  if (out) return form.dataset.out;
  const over = others().find((one) => moved.some((my) => my.x < one.x + one.w && one.x < my.x + my.w && my.y < one.y + one.h && one.y < my.y + my.h));
  return over ? `${form.dataset.over} ${over.number}` : "";
}

function show() {
  const moved = shift.x !== 0 || shift.y !== 0;
  for (const one of group) {
    if (moved) one.node.setAttribute("transform", `translate(${shift.x} ${shift.y})`);
    else one.node.removeAttribute("transform");
  }
  const wrong = moved ? trouble() : "";
  for (const one of group) one.node.classList.toggle("is-wrong", Boolean(wrong));
  form.hidden = !moved;
  const { x, y } = corner();
  const numbers = group.map((one) => one.number).join(", ");
  const [right, down] = [metres(x + shift.x - wall), metres(y + shift.y - wall)];
  [form.elements.numbers.value, form.elements.x.value, form.elements.y.value] = [numbers, right, down];
  said.textContent = `${numbers} ${form.dataset.to} ${right} m; ${down} m. ${wrong}`;
  form.querySelector("[type=submit]").disabled = Boolean(wrong);
}

function take(booth) {
  const wanted = chosen.has(booth) ? [...chosen] : [booth];
  if (wanted.length === group.length && wanted.every((one) => group.includes(one))) return;
  put();
  group = wanted;
}

function put() {
  shift = { x: 0, y: 0 };
  if (group.length) show();
}

const open = (numbers) => location.assign(`${form.dataset.here}?lapak=${encodeURIComponent(numbers.join(","))}#lapak`);

form.addEventListener("reset", (event) => {
  event.preventDefault();
  put();
});

plan.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  const booth = booths.find((one) => one.node.contains(event.target));
  // With a finger the plan scrolls; only a booth that is chosen follows it.
  if (event.pointerType !== "mouse" && !(booth && chosen.has(booth))) return;
  if (!booth && event.pointerType !== "mouse") return;
  drag = { booth, from: at(event), moved: false, before: { ...shift } };
  if (booth) {
    take(booth);
    drag.before = { ...shift };
  } else {
    event.preventDefault();
  }
  plan.setPointerCapture(event.pointerId);
});

plan.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const now = at(event);
  const [x, y] = [now.x - drag.from.x, now.y - drag.from.y];
  if (!drag.moved && Math.hypot(x, y) < 6) return;
  drag.moved = true;
  if (drag.booth) {
    const from = corner();
    shift = {
      x: snapped("x", "w", from.x + drag.before.x + x) - from.x,
      y: snapped("y", "h", from.y + drag.before.y + y) - from.y,
    };
    show();
  } else {
    frame(drag.from, now);
  }
});

plan.addEventListener("pointerup", (event) => {
  const done = drag;
  drag = null;
  if (!done) return;
  plan.releasePointerCapture(event.pointerId);
  if (!done.booth && done.moved) open(framed(done.from, at(event)));
  // The capture keeps the click from the booth, so it is followed here.
  else if (done.booth && !done.moved) pick(done.booth, event);
});

plan.addEventListener("pointercancel", () => {
  drag = null;
  plan.querySelector(".p-frame")?.remove();
});

plan.addEventListener("dragstart", (event) => event.preventDefault());

plan.addEventListener("click", (event) => {
  if (event.detail > 0 && event.pointerType === "mouse") event.preventDefault();
});

function pick(booth, event) {
  if (!(event.ctrlKey || event.metaKey || event.shiftKey)) return open([booth.number]);
  if (chosen.has(booth)) chosen.delete(booth);
  else chosen.add(booth);
  return open([...chosen].map((one) => one.number));
}

function frame(from, to) {
  let box = plan.querySelector(".p-frame");
  if (!box) {
    box = document.createElementNS(plan.namespaceURI, "rect");
    box.setAttribute("class", "p-frame");
    plan.append(box);
  }
  const sides = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
  for (const [side, length] of Object.entries(sides)) box.setAttribute(side, length);
}

function framed(from, to) {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [top, low] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  const inside = (one) => one.x < right && left < one.x + one.w && one.y < low && top < one.y + one.h;
  return booths.filter(inside).map((one) => one.number);
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

plan.addEventListener("keydown", (event) => {
  const booth = booths.find((one) => one.node === event.target);
  const way = WAYS[event.key];
  if (!booth) return;
  if (event.key === "Escape") put();
  if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  take(booth);
  const from = corner();
  const length = METRE * Number(step.value);
  const next = (axis, turn) => {
    const steps = (from[axis] + shift[axis] - wall) / length;
    return turn ? wall + Math.round((turn > 0 ? Math.floor(steps + 0.05) + 1 : Math.ceil(steps - 0.05) - 1) * length) - from[axis] : shift[axis];
  };
  shift = { x: next("x", way[0]), y: next("y", way[1]) };
  show();
});
