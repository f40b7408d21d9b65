// The phone page: people, one chat at a time, a wall of posters, and the switches.
import { at, get, onSubmit, post } from "./ask.js";
import { belongTo, closeSheet, openPage, openUri } from "./browser.js";
import { clearChat, showEntry } from "./chat.js";
import { showMenu } from "./menu.js";
import { showSwitches, startSwitches } from "./switches.js";

let person = decodeURIComponent(location.hash.slice(1)) || "citizen";
let seen = 0;
let run = "";
let asking = false;
let askAgain = false;
let known = "";
let blocked = false;
const read = {};

async function showWorld() {
  const world = await get("world");
  const fresh = JSON.stringify([world, person]);
  if (fresh === known) return;
  known = fresh;
  if (world.office) at("office").textContent = world.office.th;
  if (world.people.length && !world.people.some((each) => each.id === person)) person = world.people[0].id;
  belongTo(person, world.web);
  at("cast").replaceChildren(...world.people.map(personButton));
  at("wall").replaceChildren(...world.posters.map(posterButton));
  const me = world.people.find((each) => each.id === person);
  at("whose").textContent = me ? `โทรศัพท์ของ ${me.name}` : "";
  if (!world.posters.length) at("wall").textContent = "ยังไม่มีป้าย สั่ง make run เพื่อตั้งฉาก · No posters yet: make run sets the stage.";
}

function small(words) {
  const node = document.createElement("small");
  node.textContent = words;
  return node;
}

function personButton(each) {
  const node = document.createElement("button");
  node.dataset.person = each.id;
  node.setAttribute("aria-pressed", each.id === person);
  node.append(each.name, small(each.about));
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
  node.append(picture, unit, small(poster.label));
  node.addEventListener("click", () => openPage(poster.code));
  return node;
}

function choose(id) {
  person = id;
  location.hash = encodeURIComponent(id);
  seen = 0;
  clearChat();
  closeSheet();
  refresh();
}

async function refresh() {
  if (asking) return void (askAgain = true);
  asking = true;
  try {
    await showWorld();
    const whose = person;
    const state = await get(`state?person=${encodeURIComponent(whose)}&since=${seen}`);
    if (whose === person) show(state); // else somebody else was picked while we asked
  } catch {
    // The simulator is being restarted; the next second asks again.
  } finally {
    asking = false;
  }
  if (askAgain) {
    askAgain = false;
    await refresh();
  }
}

function show(state) {
  if (run && state.run !== run) {
    // A new simulator counts anew: what is on the page belongs to the old one.
    run = state.run;
    seen = 0;
    clearChat();
    askAgain = true;
    return;
  }
  run = state.run;
  for (const entry of state.chat) {
    seen = Math.max(seen, entry.n);
    showEntry(entry, act);
  }
  showUnread(state.latest);
  showFriendship(state);
  showMenu(state.menu, act);
  showSwitches(state);
}

function showUnread(latest) {
  for (const node of at("cast").children) {
    const id = node.dataset.person;
    if (id === person || !(id in read)) read[id] = latest[id] || 0;
    node.classList.toggle("unread", (latest[id] || 0) > read[id]);
  }
}

function showFriendship(state) {
  blocked = state.blocked;
  at("block-words").textContent = blocked ? "เลิกบล็อก" : "บล็อก";
  at("block-english").textContent = blocked ? "unblock" : "block";
  at("stranger").hidden = state.friend || blocked;
  at("say").disabled = at("send").disabled = at("sticker").disabled = blocked;
}

async function act(action) {
  if (action.type === "uri") return openUri(action.uri);
  if (blocked) return;
  if (action.type === "message") await post("say", { person, text: action.text });
  if (action.type === "postback") await post("tap", { person, data: action.data, shown: action.displayText || action.text });
  refresh();
}

function scan() {
  const given = at("code").value.trim();
  if (given.includes("://")) openUri(given);
  else if (given) openPage(encodeURIComponent(given));
}

onSubmit("form", async () => {
  const text = at("say").value;
  at("say").value = "";
  if (text.trim()) await post("say", { person, text });
  refresh();
});
onSubmit("scan-form", scan);
startSwitches(refresh);
at("sticker").addEventListener("click", () => post("sticker", { person }).then(refresh));
at("befriend").addEventListener("click", () => post("follow", { person }).then(refresh));
at("add").addEventListener("click", () => post("people").then((made) => choose(made.id)));
at("block").addEventListener("click", () => post("block", { person, blocked: !blocked }).then(refresh));

refresh();
setInterval(refresh, 1000);
