"use strict";
// Pointing at a part of a chart tells its numbers in the chart's own line; leaving brings the line back.
for (const figure of document.querySelectorAll("figure")) {
  const line = figure.querySelector("output");
  if (!line) continue;
  const rest = [...line.childNodes];
  const say = (event) => {
    const part = event.target.closest("[data-say]");
    if (part) line.replaceChildren(part.dataset.say); else line.replaceChildren(...rest);
  };
  figure.addEventListener("pointerover", say);
  figure.addEventListener("pointerdown", say);
  figure.addEventListener("pointerleave", () => line.replaceChildren(...rest));
}
