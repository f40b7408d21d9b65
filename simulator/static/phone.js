// The phone page: people, one chat at a time, a wall of posters, and the switches.
import { draw } from "./flex.js";

const at = (id) => document.getElementById(id);
const get = (path) => fetch(`/simulator/${path}`).then((answer) => answer.json());
const post = (path, body = {}) =>
  fetch(`/simulator/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).then((answer) => answer.json());

let person = location.hash.slice(1) || "citizen";
let seen = 0;
let asking = false;
let known = "";

async function showWorld() {
  const world = await get("world");
  const fresh = JSON.stringify(world);
  if (fresh === known) return;
  known = fresh;
  if (world.office) at("office").textContent = world.office.th;
  if (world.people.length && !world.people.some((each) => each.id === person)) person = world.people[0].id;
  at("cast").replaceChildren(...world.people.map(personButton));
  at("wall").replaceChildren(...world.posters.map(posterButton));
  const me = world.people.find((each) => each.id === person);
  at("whose").textContent = me ? `โทรศัพท์ของ ${me.name}` : "";
  if (!world.posters.length) at("wall").textContent = "ยังไม่มีป้าย · no posters yet";
}

function personButton(each) {
  const node = document.createElement("button");
  node.dataset.person = each.id;
  node.setAttribute("aria-pressed", each.id === person);
  const about = document.createElement("small");
  about.textContent = each.about;
  node.append(each.name, about);
  node.addEventListener("click", () => choose(each.id));
  return node;
}

function posterButton(poster) {
  const node = document.createElement("button");
  node.dataset.poster = poster.code;
  const picture = document.createElement("img");
  picture.src = `/simulator/qr/${poster.code}.svg`;
  picture.alt = `QR ${poster.code}`;
  const unit = document.createElement("b");
  unit.textContent = poster.unit;
  const label = document.createElement("small");
  label.textContent = poster.label;
  node.append(picture, unit, label);
  node.addEventListener("click", () => openPage(poster.code));
  return node;
}

function choose(id) {
  person = id;
  location.hash = id;
  seen = 0;
  known = "";
  at("chat").replaceChildren();
  at("quick").replaceChildren();
  closeSheet();
  refresh();
}

async function refresh() {
  if (asking) return;
  asking = true;
  try {
    await showWorld();
    const state = await get(`state?person=${encodeURIComponent(person)}&since=${seen}`);
    state.chat.forEach(showEntry);
    at("block").dataset.blocked = state.blocked;
    at("block").firstChild.textContent = state.blocked ? "เลิกบล็อก " : "บล็อก ";
    at("clock-shown").textContent = `${state.clock.now.replace("T", " ")} น.${state.clock.offset ? " (เลื่อนแล้ว · moved)" : ""}`;
    at("allowance").textContent = `ข้อความที่ส่งหา (push) เดือนนี้ ${state.allowance.used}/${state.allowance.limit} · ตอบกลับไม่นับ`;
  } finally {
    asking = false;
  }
}

function showEntry(entry) {
  seen = Math.max(seen, entry.n);
  const turn = document.createElement("div");
  turn.className = `turn ${entry.from}`;
  const messages = entry.messages || [{ type: "text", text: entry.text }];
  turn.append(...messages.map((message) => draw(message, act)));
  const small = document.createElement("small");
  small.textContent = entry.at + ({ reply: " · ตอบกลับ ฟรี", push: " · ส่งหา (นับโควตา)", multicast: " · ส่งหา (นับโควตา)" }[entry.via] || "");
  turn.append(small);
  at("chat").append(turn);
  turn.scrollIntoView({ block: entry.from === "bot" && turn.offsetHeight > 500 ? "start" : "end" });
  const items = entry.from === "bot" ? messages.at(-1).quickReply?.items || [] : [];
  at("quick").replaceChildren(...items.map(quickButton));
}

function quickButton(item) {
  const node = document.createElement("button");
  node.className = "quick";
  node.textContent = item.action.label;
  node.addEventListener("click", () => act(item.action));
  return node;
}

async function act(action) {
  if (action.type === "uri") return openUri(action.uri);
  if (action.type === "message") await post("say", { person, text: action.text });
  if (action.type === "postback") await post("tap", { person, data: action.data, shown: action.displayText });
  refresh();
}

function openUri(uri) {
  const ours = uri.match(/\/q\/(.+)$/);
  return ours ? openPage(ours[1]) : showExternal(uri);
}

function openPage(rest) {
  at("sheet").hidden = false;
  at("inner").hidden = false;
  at("external").hidden = true;
  at("address").textContent = `/q/${rest}`;
  at("inner").src = `/simulator/phone/${person}/q/${rest}`;
}

function showExternal(url) {
  at("sheet").hidden = false;
  at("inner").hidden = true;
  at("external").hidden = false;
  at("address").textContent = url;
  at("external-url").textContent = url;
}

function closeSheet() {
  at("sheet").hidden = true;
  at("inner").src = "about:blank";
}

function closeInner() {
  // Back from the form to the page that sent us there, as a phone's "back" does.
  const wasExternal = !at("external").hidden;
  const page = at("inner").dataset.from;
  if (wasExternal && page) {
    at("inner").dataset.from = "";
    return openPage(page);
  }
  closeSheet();
}

addEventListener("message", (event) => {
  if (event.origin !== location.origin) return;
  if (event.data.kind === "oa") {
    closeSheet();
    at("say").value = event.data.text;
    at("say").focus();
  }
  if (event.data.kind === "external") {
    at("inner").dataset.from = at("address").textContent.replace("/q/", "");
    showExternal(event.data.url);
  }
});

function onSubmit(form, does) {
  at(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    await does();
    refresh();
  });
}

onSubmit("form", async () => {
  const text = at("say").value;
  at("say").value = "";
  if (text) await post("say", { person, text });
});
onSubmit("scan-form", () => {
  const code = at("code").value.trim();
  if (code) openPage(code.replace(/^.*\/q\//, ""));
});
onSubmit("clock-form", () => post("clock", { date: at("clock").value }));
onSubmit("faults-form", () => post("faults", { mode: at("mode").value, delay_ms: Number(at("delay").value) }));
at("clock-now").addEventListener("click", () => post("clock", { offset: 0 }).then(refresh));
at("again").addEventListener("click", () => post("again").then(refresh));
at("close-inner").addEventListener("click", closeInner);
at("sticker").addEventListener("click", () => post("sticker", { person }).then(refresh));
at("add").addEventListener("click", () => post("people", {}).then((made) => choose(made.id)));
at("block").addEventListener("click", () => post("block", { person, blocked: at("block").dataset.blocked !== "true" }).then(refresh));

refresh();
setInterval(refresh, 1000);
