// The rich menu under a chat: LINE's picture, and a button over each area that LINE was told of.
import { at } from "./ask.js";

let shown = "";

export function showMenu(menu, act) {
  const node = at("menu");
  node.hidden = !menu;
  if (!menu || menu.id === shown) return;
  shown = menu.id;
  node.querySelector("summary").textContent = menu.chatBarText;
  const tiles = node.querySelector(".tiles");
  const picture = document.createElement("img");
  picture.src = `/simulator/menu/${menu.id}.png`;
  picture.alt = "";
  tiles.replaceChildren(picture, ...menu.areas.map((area) => button(area, menu.size, act)));
  tiles.style.aspectRatio = `${menu.size.width} / ${menu.size.height}`;
}

function button({ bounds, action }, size, act) {
  const node = document.createElement("button");
  node.type = "button";
  node.setAttribute("aria-label", action.text || action.label);
  const share = (part, whole) => `${(100 * part) / whole}%`;
  Object.assign(node.style, {
    left: share(bounds.x, size.width),
    top: share(bounds.y, size.height),
    width: share(bounds.width, size.width),
    height: share(bounds.height, size.height),
  });
  node.addEventListener("click", () => act(action));
  return node;
}
