/* A hardware scanner is a keyboard that types fast and ends with Enter. */
"use strict";

const LONGEST_GAP = 250;
const SHORTEST_CODE = 8;

function listenToWedge(onCode) {
  let typed = "";
  let lastAt = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target.closest("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.timeStamp - lastAt > LONGEST_GAP) typed = "";
      lastAt = event.timeStamp;
      if (event.key === "Enter" && typed.length >= SHORTEST_CODE) {
        // Otherwise Enter would also press whichever button has the focus.
        event.preventDefault();
        event.stopPropagation();
        onCode(typed);
        typed = "";
      } else if (event.key.length === 1) {
        typed += event.key;
      }
    },
    true,
  );
}
