/** Icons drawn on a 24 px grid, inline. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  attach: ["M8 12.5l6.2-6.2a3.2 3.2 0 0 1 4.5 4.5l-8.3 8.3a5 5 0 0 1-7.1-7.1L11 4.3"],
  back: ["M15 5l-7 7 7 7"],
  beside: ["M4 5h16v14H4z", "M12 5v14"],
  chevron: ["M7 10l5 5 5-5"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  clock: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 7.5V12l3 2"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  contact: ["M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20c1-3.6 4-5 7.5-5s6.5 1.4 7.5 5"],
  copy: ["M9 9h10.5v10.5H9z", "M5.5 15H4.5V4.5H15v1"],
  down: ["M12 5v13", "M6 12.5l6 6 6-6"],
  edit: ["M4.5 19.5l1-4L16 5l3 3L8.5 18.5z"],
  file: ["M6.5 3.5h7.5l4 4v13h-11.5z", "M13.5 3.5v4.5h4.5"],
  group: [
    "M9 11.5a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8z",
    "M2.8 19.3c.7-3.2 3-4.6 6.2-4.6s5.5 1.4 6.2 4.6",
    "M15.5 5.2a3.2 3.2 0 0 1 0 6",
    "M17.5 14.9c2 .5 3.3 1.9 3.8 4.4",
  ],
  location: [
    "M12 21c4.5-4.7 6.5-8 6.5-11a6.5 6.5 0 1 0-13 0c0 3 2 6.3 6.5 11z",
    "M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  ],
  menu: ["M4.5 7h15", "M4.5 12h15", "M4.5 17h15"],
  more: ["M5.5 12h.01", "M12 12h.01", "M18.5 12h.01"],
  open: ["M8 16L17 7", "M10 6.5h7.5V14"],
  photo: ["M4 5.5h16v13H4z", "M4.5 16l4.5-4.5 4 4 2.5-2.5 4 4", "M15 9.5h.01"],
  reply: ["M10 6.5L4.5 12l5.5 5.5", "M5 12h8.5c3.5 0 5.5 2 6 5.5"],
  search: ["M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12z", "M15 15l5 5"],
  send: ["M12 19V6", "M6 11.5L12 5.5l6 6"],
  share: ["M14 6.5l5.5 5.5-5.5 5.5", "M19 12h-8.5c-3.5 0-5.5 2-6 5.5"],
  sticker: ["M12 4a8 8 0 1 0 8 8", "M12 4c0 5 3 8 8 8", "M9 11h.01", "M9 15c1 .9 2.5 1.2 4 .6"],
  voice: [
    "M12 4a2.7 2.7 0 0 1 2.7 2.7v4.6a2.7 2.7 0 0 1-5.4 0V6.7A2.7 2.7 0 0 1 12 4z",
    "M6 11.5a6 6 0 0 0 12 0",
    "M12 17.5V20.5",
  ],
  warning: ["M12 4.5l8.5 15h-17z", "M12 10v4.5", "M12 17h.01"],
};

export function icon(name) {
  const svg = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" });
  for (const path of PATHS[name]) svg.append(shape("path", { d: path }));
  return svg;
}

/** The preview's logo: seats around a table. */
export function mark() {
  const svg = shape("svg", { viewBox: "0 0 32 32", "aria-hidden": "true", class: "mark" });
  svg.append(shape("circle", { cx: 16, cy: 16, r: 6.6, class: "table" }));
  for (let seat = 0; seat < 8; seat += 1) {
    const angle = (seat * Math.PI) / 4;
    const [x, y] = [16 + 12.6 * Math.sin(angle), 16 - 12.6 * Math.cos(angle)];
    svg.append(shape("circle", { cx: x.toFixed(2), cy: y.toFixed(2), r: 2.2 }));
  }
  return svg;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
