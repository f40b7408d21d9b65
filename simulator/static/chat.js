// One person's chat: entries with the day they came on, and the last message's quick replies.
import { at } from "./ask.js";
import { draw } from "./flex.js";

const VIA = { reply: "ตอบกลับ ฟรี · reply, free", push: "ส่งหา นับ 1 · push, counts 1", multicast: "ส่งหาหลายคน นับ 1 · multicast, counts 1" };
const DAY = new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

let day = "";

// ICU writes the era before the year ("พ.ศ. 2570"); chats read better without it.
export const thaiDay = (iso) => DAY.format(new Date(`${iso}T00:00Z`)).replace("พ.ศ. ", "");

export function clearChat() {
  day = "";
  at("chat").replaceChildren();
  at("quick").replaceChildren();
}

export function showEntry(entry, act) {
  if (entry.day !== day) at("chat").append(separator((day = entry.day)));
  const turn = document.createElement("div");
  turn.className = `turn ${entry.from}`;
  const messages = entry.messages || [{ type: "text", text: entry.text }];
  turn.append(...messages.map((message) => draw(message, act)));
  const small = document.createElement("small");
  small.textContent = [`${entry.at} น.`, VIA[entry.via]].filter(Boolean).join(" · ");
  turn.append(small);
  at("chat").append(turn);
  const items = entry.from === "bot" ? messages.at(-1).quickReply?.items || [] : [];
  at("quick").replaceChildren(...items.map((item) => quickButton(item.action, act)));
  scrollTo(turn, entry.from);
}

function separator(iso) {
  const node = document.createElement("div");
  node.className = "day";
  node.textContent = thaiDay(iso);
  return node;
}

function quickButton(action, act) {
  const node = document.createElement("button");
  node.textContent = action.label;
  node.dataset.actionLabel = action.label;
  node.addEventListener("click", () => act(action));
  return node;
}

function scrollTo(turn, from) {
  // Within the chat only: scrollIntoView would move the whole page under a small screen.
  const chat = at("chat");
  const tall = from === "bot" && turn.offsetHeight > chat.clientHeight;
  chat.scrollTop = tall ? turn.offsetTop - chat.offsetTop - 8 : chat.scrollHeight;
}
