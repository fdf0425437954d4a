/* The line of the certificate, as it is typed. */
"use strict";

const line = document.getElementById("baris-nama");

function showLine() {
  const form = line.closest("form");
  const part = (name) => form.elements[name].value.trim();
  const name = [part("title_prefix"), part("name")].filter(Boolean).join(" ");
  line.querySelector("b").textContent = [name, part("title_suffix")].filter(Boolean).join(", ");
  line.hidden = !part("name");
}

line.closest("form").addEventListener("input", showLine);
showLine();
