// Draws LINE's message objects; what a tap does is the caller's: act(action).
const SIZES = { xxs: 10, xs: 12, sm: 13.5, md: 15, lg: 18, xl: 21, xxl: 26, "3xl": 30 };
const SPACES = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const px = (value, table) => (value in table ? `${table[value]}px` : value);

export function draw(message, act) {
  const drawn = { text: drawText, flex: drawFlex, image: drawImage, sticker: () => bubble("☺") }[message.type];
  return drawn ? drawn(message, act) : bubble(`[${message.type}]`);
}

function bubble(words) {
  const node = document.createElement("div");
  node.className = "bubble";
  node.textContent = words;
  return node;
}

const drawText = (message) => bubble(message.text);

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
  row.append(...contents.contents.map((each) => drawBubble(each, act)));
  return row;
}

function drawBubble(contents, act) {
  const node = bubble("");
  node.classList.add("flex");
  for (const part of ["header", "hero", "body", "footer"]) {
    if (contents[part]) node.append(component(contents[part], act, part === "hero" ? null : "vertical"));
  }
  return node;
}

function component(item, act, parent) {
  const makers = { box, text: words, button, separator, image, filler };
  const node = (makers[item.type] || unknown)(item, act);
  if (item.margin) node.style[parent === "horizontal" ? "marginLeft" : "marginTop"] = px(item.margin, SPACES);
  if (item.flex !== undefined) node.style.flex = `${item.flex} ${item.flex} 0`;
  else if (parent && parent !== "vertical") node.style.flex = "1 1 0";
  return node;
}

function box(item, act) {
  const node = document.createElement("div");
  node.className = `fbox f${item.layout[0]}`;
  const style = node.style;
  style.gap = px(item.spacing || "none", SPACES);
  style.padding = px(item.paddingAll || "none", SPACES);
  if (item.backgroundColor) style.background = item.backgroundColor;
  if (item.cornerRadius) style.borderRadius = item.cornerRadius;
  if (item.width) style.width = item.width;
  if (item.height) style.height = item.height;
  node.append(...item.contents.map((each) => component(each, act, item.layout)));
  if (item.action) tappable(node, item.action, act);
  return node;
}

function words(item) {
  const node = document.createElement("div");
  node.className = "ftext";
  node.textContent = item.text;
  const style = node.style;
  style.fontSize = px(item.size || "md", SIZES);
  if (item.weight === "bold") style.fontWeight = 700;
  if (item.color) style.color = item.color;
  if (item.align) style.textAlign = item.align;
  if (!item.wrap) Object.assign(style, { whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" });
  return node;
}

function button(item, act) {
  const node = document.createElement("button");
  node.className = `fbutton ${item.style || "link"}`;
  node.textContent = item.action.label;
  if (item.style === "primary") node.style.background = item.color || "#0f5c4d";
  tappable(node, item.action, act);
  return node;
}

function tappable(node, action, act) {
  if (action.label) node.dataset.actionLabel = action.label;
  node.addEventListener("click", () => act(action));
}

function separator() {
  const node = document.createElement("hr");
  node.className = "fsep";
  return node;
}

function image(item) {
  const node = document.createElement("img");
  node.src = item.url;
  node.alt = "";
  node.style.maxWidth = "100%";
  return node;
}

function filler() {
  const node = document.createElement("div");
  node.style.flex = "1";
  return node;
}

function unknown(item) {
  return bubble(`[${item.type}]`);
}
