// LINE's older template messages: buttons, confirm and carousel; the rest shows its altText.
import { bubble } from "./flex.js";

export function drawTemplate(message, act) {
  const template = message.template;
  if (template.type === "buttons" || template.type === "confirm") return panel(template, act);
  if (template.type !== "carousel") return bubble(message.altText);
  const row = document.createElement("div");
  row.className = "carousel";
  row.tabIndex = 0;
  row.append(...template.columns.map((column) => panel(column, act)));
  return row;
}

function panel(item, act) {
  const node = bubble("");
  node.classList.add("flex", "template");
  const words = document.createElement("div");
  words.className = "words";
  for (const [tag, text] of [["strong", item.title], ["div", item.text]]) {
    if (!text) continue;
    const part = document.createElement(tag);
    part.textContent = text;
    words.append(part);
  }
  node.append(words, ...item.actions.map((action) => button(action, act)));
  return node;
}

function button(action, act) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "fbutton link";
  node.textContent = action.label;
  node.dataset.actionLabel = action.label;
  node.addEventListener("click", () => act(action));
  return node;
}
