/* The page's own parts, and how new ones are made. Text is always set as text: names are never read as HTML. */

const root = document.querySelector("[data-app]");
const ICONS = new URL("../../../icons.svg", import.meta.url).href;
const SVG = "http://www.w3.org/2000/svg";

export { root };

export const part = (name) => document.querySelector(`[data-part="${name}"]`);

/** An element; `more` are attributes, where `true` and `false` mean with and without. */
export function make(tag, more = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(more)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "plm-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#i-${name}`);
  svg.append(use);
  return svg;
}

/** One of the three big drawings of a verdict: shapes of [tag, attributes]. */
export function drawing(shapes) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "v-icon");
  svg.setAttribute("viewBox", "0 0 96 96");
  svg.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}

/** A state as everywhere in plm: icon, word and colour. */
export function stateWord(word, symbol, tone = "") {
  return make("span", { class: tone ? `plm-state plm-state-${tone}` : "plm-state" }, icon(symbol), word);
}

/** Writes only what is new: a live region must not repeat itself. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Names what is wrong with a field, beside it, or takes that back. */
export function complain(field, text) {
  const frame = field.closest("[data-field]");
  const error = frame.querySelector(".plm-error");
  frame.classList.toggle("plm-field-bad", Boolean(text));
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  write(error.lastElementChild, text);
  error.hidden = !text;
  if (text) field.focus();
}

/** Says something to who cannot see the screen, from a place that is always there. */
export function announce(text) {
  part("spoken").textContent = text;
}
