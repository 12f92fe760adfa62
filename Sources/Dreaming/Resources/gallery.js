"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const make = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
};
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const unbroken = (name) => name.split(" · ").map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
const setting = (dream, axis) => dream.settings.find((each) => each.axis === axis);
const measure = (dream, name) => dream.measures.find((each) => each.name === name);

// What can be chosen: the axes on which the dreams differ, and the measures that any of them has.
const axes = data.dreams.length ? data.dreams[0].settings.map((each) => each.axis) : [];
const choices = new Map();
for (const axis of axes) {
  const values = new Map(data.dreams.map((dream) => [setting(dream, axis).value, setting(dream, axis)]));
  if (values.size > 1) {
    choices.set(axis, [...values.values()].sort((a, b) => (a.number ?? 0) - (b.number ?? 0)).map((each) => each.value));
  }
}
const measures = [...new Set(data.dreams.flatMap((dream) => dream.measures.map((each) => each.name)))];
const chosen = new Map();
let order = "";
let descending = true;
let shown = [];
let open = 0;

// MARK: Filters and order

function addSelect(parent, label, options, change) {
  const box = make("label", label);
  const select = make("select");
  for (const [value, text] of options) {
    const option = make("option", text);
    option.value = value;
    select.append(option);
  }
  select.addEventListener("change", () => change(select.value));
  box.append(select);
  parent.append(box);
}

function addControls() {
  const form = at("controls");
  for (const [axis, values] of choices) {
    addSelect(form, axis, [["", "all"], ...values.map((value) => ["=" + value, value])], (value) => {
      if (value) chosen.set(axis, value.slice(1)); else chosen.delete(axis);
      showGrid();
    });
  }
  if (measures.length) {
    const box = make("div", undefined, "order");
    addSelect(box, "Order", [["", "as made"], ...measures.map((name) => [name, name])], (value) => {
      order = value;
      showGrid();
    });
    const turn = make("button", "↓");
    turn.type = "button";
    turn.title = "Largest or smallest first";
    turn.setAttribute("aria-label", "Largest first");
    turn.addEventListener("click", () => {
      descending = !descending;
      turn.textContent = descending ? "↓" : "↑";
      turn.setAttribute("aria-label", descending ? "Largest first" : "Smallest first");
      showGrid();
    });
    box.append(turn);
    form.append(box);
  }
  form.hidden = !form.children.length;
  form.addEventListener("submit", (event) => event.preventDefault());
}

function showGrid() {
  shown = data.dreams.filter((dream) =>
    [...chosen].every(([axis, value]) => setting(dream, axis).value === value));
  if (order) {
    const sign = descending ? -1 : 1;
    const value = (dream) => measure(dream, order)?.value ?? -sign * Infinity;
    shown.sort((a, b) => sign * (value(a) - value(b)) || 0);
  }
  at("grid").replaceChildren(...shown.map(card));
  at("empty").hidden = shown.length > 0;
}

function card(dream, index) {
  const button = make("button", undefined, "card");
  button.type = "button";
  const image = make("img");
  image.src = dream.thumbnail;
  image.alt = "";
  image.loading = "lazy";
  image.decoding = "async";
  const where = ["Photo", "Model"].filter((axis) => choices.has(axis) && !chosen.has(axis))
    .map((axis) => setting(dream, axis).value).join(" · ");
  button.append(image, make("b", unbroken(dream.name)));
  if (where) button.append(make("span", where));
  const value = order ? measure(dream, order) : undefined;
  if (value) button.append(make("span", `${value.name} ${value.text}`));
  button.addEventListener("click", () => showDream(index));
  return button;
}

// MARK: One dream beside its photo

function showDream(index) {
  open = (index + shown.length) % shown.length;
  const dream = shown[open];
  const photo = data.photos[dream.photo];
  at("before").src = photo.picture;
  at("after").src = dream.picture;
  at("before").alt = `The photo ${photo.name}`;
  at("after").alt = `A dream of ${photo.name}: ${dream.name}`;
  at("name").textContent = unbroken(dream.name);
  at("place").textContent = `${setting(dream, "Model").value} · ${photo.name}`;
  at("facts").replaceChildren(
    ...dream.measures.flatMap((each) => [make("dt", each.name), make("dd", each.text)]),
    ...(dream.classes ? [make("dt", "Seen as"), make("dd", dream.classes)] : []),
    make("dt", "File"), make("dd", dream.file));
  at("command").textContent = dream.command;
  at("copy").textContent = "Copy";
  at("count").textContent = `${open + 1} of ${shown.length}`;
  if (!at("viewer").open) {
    at("viewer").showModal();
    at("next").focus();
  }
  at("viewer").scrollTop = 0;
}

function moveSlider() {
  at("compare").style.setProperty("--at", at("slider").value + "%");
}

async function copyCommand() {
  const text = at("command").textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(at("command"));
    document.execCommand("copy");
  }
  at("copy").textContent = "Copied";
}

at("slider").addEventListener("input", moveSlider);
at("copy").addEventListener("click", copyCommand);
at("previous").addEventListener("click", () => showDream(open - 1));
at("next").addEventListener("click", () => showDream(open + 1));
at("close").addEventListener("click", () => at("viewer").close());
at("viewer").addEventListener("click", (event) => {
  if (event.target === at("viewer")) at("viewer").close();
});
at("viewer").addEventListener("close", () => at("grid").children[open]?.focus());
at("viewer").addEventListener("keydown", (event) => {
  if (event.target === at("slider")) return;
  if (event.key === "ArrowLeft") showDream(open - 1);
  if (event.key === "ArrowRight") showDream(open + 1);
});

at("title").textContent = data.title;
at("summary").textContent = [
  plural(data.dreams.length, "dream"), "of", plural(data.photos.length, "photo"),
  "by", plural(new Set(data.dreams.map((dream) => setting(dream, "Model").value)).size, "network"),
].join(" ");
addControls();
showGrid();
