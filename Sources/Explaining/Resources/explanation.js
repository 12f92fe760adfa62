"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const make = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
};

// MARK: Colors

const { heat, poles } = data;

function mix(stops, share) {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  return stops[index].map((low, channel) => low + (stops[index + 1][channel] - low) * (place - index));
}

// A gray map becomes colors; where it says nothing it lets the photo through, unless it stands alone.
function paint(canvas, gray, isSigned, isAlone) {
  canvas.width = gray.naturalWidth;
  canvas.height = gray.naturalHeight;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(gray, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let place = 0; place < pixels.data.length; place += 4) {
    const value = pixels.data[place] / 255;
    const strength = isSigned ? Math.abs(value - 128 / 255) * 2 : value;
    pixels.data.set(mix(isSigned ? poles : heat, value), place);
    pixels.data[place + 3] = isAlone ? 255 : 255 * Math.min(1, strength * 1.6);
  }
  context.putImageData(pixels, 0, 0);
}

// MARK: One method

let open = 0;
const grays = data.maps.map(() => new Image());
// Not decode(): for a picture that is not in the page some browsers never end it.
const loaded = grays.map((image, index) => new Promise((resolve) => {
  image.addEventListener("load", resolve, { once: true });
  image.src = data.maps[index].picture;
}));

function facts(list, rows) {
  list.replaceChildren(...rows.flatMap((row) => [make("dt", row.name), make("dd", row.value)]));
}

function showMap() {
  const map = data.maps[open];
  const isAlone = at("alone").getAttribute("aria-pressed") === "true";
  paint(at("map"), grays[open], map.isSigned, isAlone);
  at("map").style.opacity = isAlone ? 1 : at("opacity").value / 100;
  at("amount").textContent = `${at("opacity").value} %`;
  at("opacity").disabled = isAlone;
}

function showMethod(index) {
  open = index;
  const map = data.maps[open];
  at("method").textContent = map.method;
  at("target").textContent = map.target;
  facts(at("scores"), map.scores);
  facts(at("settings"), map.settings);
  at("low").textContent = map.isSigned ? "against" : "little";
  at("high").textContent = map.isSigned ? "for" : "much";
  const ramp = at("ramp").getContext("2d");
  for (let x = 0; x < 256; x += 1) {
    ramp.fillStyle = `rgb(${mix(map.isSigned ? poles : heat, x / 255).join(" ")})`;
    ramp.fillRect(x, 0, 1, 1);
  }
  [...at("methods").children].forEach((card, place) => card.setAttribute("aria-pressed", String(place === open)));
  showMap();
}

function card(map, index) {
  const button = make("button", undefined, "method");
  button.type = "button";
  const figure = make("figure");
  figure.style.setProperty("--form", data.photo.width / data.photo.height);
  const image = make("img");
  image.src = data.photo.picture;
  image.alt = "";
  const canvas = make("canvas");
  canvas.style.opacity = 0.85;
  paint(canvas, grays[index], map.isSigned, false);
  figure.append(image, canvas);
  button.append(figure, make("b", map.method), make("span", map.target));
  button.addEventListener("click", () => showMethod(index));
  return button;
}

// MARK: The page

function showClasses() {
  at("classes").replaceChildren(...data.classes.map((each) => {
    const row = make("li");
    const bar = make("i");
    bar.style.setProperty("--share", `${each.probability * 100}%`);
    row.append(make("b", each.name), make("span", `${(each.probability * 100).toFixed(1)} %`), bar);
    return row;
  }));
}

at("title").textContent = data.title;
at("summary").textContent = data.summary;
at("photo").src = data.photo.picture;
at("photo").alt = `The photo ${data.photo.name}`;
at("command").textContent = data.command;
at("line").hidden = !data.command;
at("opacity").addEventListener("input", showMap);
at("alone").addEventListener("click", () => {
  at("alone").setAttribute("aria-pressed", String(at("alone").getAttribute("aria-pressed") !== "true"));
  showMap();
});
showClasses();
Promise.all(loaded).then(() => {
  at("methods").replaceChildren(...data.maps.map(card));
  showMethod(0);
});
