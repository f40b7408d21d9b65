// Draws LINE's message objects; what a tap does is the caller's: act(action).
// Sizes, spaces and defaults are those LINE's own drawing of Flex uses.
import { drawTemplate } from "./template.js";

const TEXT = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const SPACE = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const IMAGE = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220, full: "100%" };
const BUBBLE = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };
const ALIGN = { start: "start", end: "end", center: "center" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
const PADDING = { header: "20px", body: "20px", footer: "10px" };
const COLOUR = /^#[0-9a-f]{3,8}$/i;
const LENGTH = /^\d+(\.\d+)?(px|%)$/;

const px = (value, table) => {
  const known = table[value];
  if (known !== undefined) return typeof known === "number" ? `${known}px` : known;
  return LENGTH.test(value) ? value : "";
};
const colour = (value) => (COLOUR.test(value ?? "") ? value : "");

export function draw(message, act) {
  const drawers = { text: drawText, textV2: drawText, flex: drawFlex, image: drawImage, sticker: drawSticker, template: drawTemplate };
  const drawer = drawers[message.type];
  return drawer ? drawer(message, act) : bubble(message.altText || `[${message.type}]`);
}

export function bubble(words) {
  const node = document.createElement("div");
  node.className = "bubble";
  node.textContent = words;
  return node;
}

function drawText(message, act) {
  const node = bubble("");
  for (const [index, part] of message.text.split(/(https?:\/\/[^\s]+)/).entries()) {
    if (index % 2 === 0) node.append(part);
    else {
      const link = document.createElement("a");
      link.href = "#";
      link.textContent = part;
      link.addEventListener("click", (event) => (event.preventDefault(), act({ type: "uri", uri: part })));
      node.append(link);
    }
  }
  return node;
}

function drawSticker() {
  const node = bubble("");
  node.classList.add("sticker");
  node.innerHTML = '<svg viewBox="0 0 48 48" role="img" aria-label="สติกเกอร์ · sticker"><use href="#smile"/></svg>';
  return node;
}

function drawImage(message) {
  const node = bubble("");
  node.classList.add("pic");
  const picture = document.createElement("img");
  picture.src = message.previewImageUrl;
  picture.alt = "รูปภาพ · picture";
  node.append(picture);
  return node;
}

function drawFlex(message, act) {
  const contents = message.contents;
  if (contents.type !== "carousel") return drawBubble(contents, act);
  const row = document.createElement("div");
  row.className = "carousel";
  row.tabIndex = 0;
  row.append(...contents.contents.map((each) => drawBubble(each, act)));
  return row;
}

function drawBubble(contents, act) {
  const node = bubble("");
  node.classList.add("flex");
  node.style.width = px(contents.size || "mega", BUBBLE);
  for (const part of ["header", "hero", "body", "footer"]) {
    if (!contents[part]) continue;
    const style = contents.styles?.[part] || {};
    const drawn = component({ paddingAll: PADDING[part], ...contents[part] }, act, null);
    drawn.classList.add(`part-${part}`);
    if (style.backgroundColor) drawn.style.background = colour(style.backgroundColor);
    if (style.separator) drawn.style.borderTop = `1px solid ${colour(style.separatorColor) || "#d4d6da"}`;
    node.append(drawn);
  }
  if (contents.action) tappable(node, contents.action, act);
  return node;
}

function component(item, act, parent) {
  const makers = { box, text, button, separator, image, icon, filler, spacer };
  const node = (makers[item.type] || unknown)(item, act, parent);
  const sideways = parent === "horizontal" || parent === "baseline";
  if (item.margin) node.style[sideways ? "marginLeft" : "marginTop"] = px(item.margin, SPACE);
  stretch(node, item, sideways, parent);
  if (item.position === "absolute") node.style.position = "absolute";
  for (const [name, side] of [["offsetTop", "top"], ["offsetBottom", "bottom"], ["offsetStart", "left"], ["offsetEnd", "right"]]) {
    if (item[name]) node.style[side] = px(item[name], SPACE);
  }
  return node;
}

function stretch(node, item, sideways, parent) {
  // In a row each part takes an equal share unless it says otherwise; flex 0 is its own width.
  if (parent === null || item.type === "separator") return;
  if (item.width && item.flex === undefined) node.style.flex = "none";
  else if (item.flex === 0) node.style.flex = "none";
  else if (item.flex > 0) node.style.flex = sideways ? `${item.flex} 1 0` : `${item.flex} 0 auto`;
  else if (item.type === "filler") node.style.flex = "1 0 0";
  else if (sideways) node.style.flex = item.type === "icon" ? "none" : "1 1 0";
  else node.style.flex = "none";
}

function box(item, act) {
  const node = document.createElement("div");
  node.className = `fbox f${item.layout[0]}`;
  const style = node.style;
  style.gap = px(item.spacing || "none", SPACE);
  for (const [name, key] of [["padding", "paddingAll"], ["paddingTop", "paddingTop"], ["paddingBottom", "paddingBottom"], ["paddingLeft", "paddingStart"], ["paddingRight", "paddingEnd"]]) {
    if (item[key]) style[name] = px(item[key], SPACE);
  }
  style.background = gradient(item.background) || colour(item.backgroundColor);
  style.borderRadius = px(item.cornerRadius || "none", SPACE);
  if (item.cornerRadius) style.overflow = "hidden";
  if (item.borderWidth || item.borderColor) style.border = `${px(item.borderWidth || "normal", BORDER)} solid ${colour(item.borderColor) || "#d4d6da"}`;
  for (const name of ["width", "height", "maxWidth", "maxHeight"]) if (item[name]) style[name] = px(item[name], {});
  if (item.justifyContent) style.justifyContent = item.justifyContent;
  if (item.alignItems) style.alignItems = item.alignItems;
  node.append(...(item.contents || []).map((each) => component(each, act, item.layout)));
  if (item.action) tappable(node, item.action, act);
  return node;
}

function gradient(background) {
  if (background?.type !== "linearGradient" || !/^\d{1,3}(\.\d+)?deg$/.test(background.angle)) return "";
  const stops = [background.startColor, background.centerColor, background.endColor].map(colour).filter(Boolean);
  return `linear-gradient(${background.angle}, ${stops.join(", ")})`;
}

function text(item, act) {
  const node = document.createElement("div");
  node.className = "ftext";
  if (item.contents?.length) node.append(...item.contents.map(span));
  else node.textContent = item.text;
  letters(node, item, "md");
  const style = node.style;
  style.textAlign = ALIGN[item.align] || "start";
  if (item.gravity) style.alignSelf = GRAVITY[item.gravity] || "";
  if (item.lineSpacing) style.lineHeight = `calc(1.4em + ${px(item.lineSpacing, {})})`;
  if (!item.wrap) node.classList.add("one-line");
  else if (item.maxLines) Object.assign(style, { display: "-webkit-box", webkitBoxOrient: "vertical", webkitLineClamp: item.maxLines, overflow: "hidden" });
  if (item.action) tappable(node, item.action, act);
  return node;
}

function span(item) {
  const node = document.createElement("span");
  node.textContent = item.text;
  letters(node, item, "");
  return node;
}

function letters(node, item, size) {
  const style = node.style;
  if (item.size || size) style.fontSize = px(item.size || size, TEXT);
  if (item.weight) style.fontWeight = item.weight === "bold" ? 700 : 400;
  if (item.style === "italic") style.fontStyle = "italic";
  if (item.decoration) style.textDecoration = item.decoration;
  style.color = colour(item.color);
}

function button(item, act) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = `fbutton ${item.style || "link"} ${item.height === "sm" ? "low" : ""}`;
  node.textContent = item.action.label;
  if (item.color) node.style[!item.style || item.style === "link" ? "color" : "background"] = colour(item.color);
  if (item.gravity) node.style.alignSelf = GRAVITY[item.gravity] || "";
  tappable(node, item.action, act);
  return node;
}

function tappable(node, action, act) {
  if (action.label) node.dataset.actionLabel = action.label;
  node.classList.add("tappable");
  node.addEventListener("click", (event) => {
    event.stopPropagation(); // the innermost action of a card is the one tapped
    act(action);
  });
}

function separator(item, act, parent) {
  const node = document.createElement("div");
  node.className = parent === "horizontal" ? "fsep upright" : "fsep";
  node.style.background = colour(item.color);
  return node;
}

function image(item, act) {
  const node = document.createElement("div");
  const [wide, high] = (item.aspectRatio || "1:1").split(":").map(Number);
  node.className = "fimage";
  node.style.alignSelf = GRAVITY[item.gravity] || "";
  const picture = document.createElement("img");
  picture.src = item.url;
  picture.alt = "";
  Object.assign(picture.style, {
    width: px(item.size || "md", IMAGE),
    aspectRatio: `${wide} / ${high}`,
    objectFit: item.aspectMode === "cover" ? "cover" : "contain",
    background: colour(item.backgroundColor),
  });
  node.style.textAlign = ALIGN[item.align] || "center";
  node.append(picture);
  if (item.action) tappable(node, item.action, act);
  return node;
}

function icon(item) {
  const node = document.createElement("img");
  node.src = item.url;
  node.alt = "";
  node.style.height = px(item.size || "md", TEXT);
  return node;
}

function filler() {
  return document.createElement("div");
}

function spacer(item) {
  const node = document.createElement("div");
  node.style.padding = px(item.size || "md", SPACE);
  return node;
}

function unknown(item) {
  const node = document.createElement("div");
  node.textContent = `[${item.type}]`;
  return node;
}
