/* A hardware scanner is a keyboard that types fast and ends with Enter. */

// Milliseconds; a cheap scanner over Bluetooth stalls now and then in the middle of a code.
const LONGEST_GAP = 1000;
const SHORTEST_CODE = 8;

/** Calls back with each code; what is typed into a field is left to the field. */
export function listenToWedge(onCode) {
  let typed = "";
  let lastAt = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.timeStamp - lastAt > LONGEST_GAP) typed = "";
      lastAt = event.timeStamp;
      if (event.key === "Enter" && typed.length >= SHORTEST_CODE) {
        // Otherwise Enter would also press whichever button has the focus.
        event.preventDefault();
        event.stopPropagation();
        onCode(typed);
        typed = "";
      } else if (event.key.length === 1) {
        // A space inside a code must not press a button either.
        if (typed && event.key === " ") event.preventDefault();
        typed += event.key;
      }
    },
    true,
  );
}
