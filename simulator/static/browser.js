// The phone's own browser, a sheet over the chat: our pages inside, everything else only named.
import { at } from "./ask.js";

const CHAT_LINK = /^https:\/\/line\.me\/R\/oaMessage\/[^/]+\/\?(.*)$/;

let person = "";
let web = "";
let before = null;

export function belongTo(who, address) {
  person = who;
  web = address;
}

export function openUri(uri) {
  const chat = uri.match(CHAT_LINK);
  if (chat) return typeIn(decodeURIComponent(chat[1]));
  if (web && uri.startsWith(`${web}/q/`)) return openPage(uri.slice(web.length + 3));
  if (web && uri.startsWith(`${web}/`)) return openOurs(uri);
  showExternal(uri);
}

export function openPage(rest) {
  showFrame(`/simulator/phone/${encodeURIComponent(person)}/q/${rest}`, `/q/${rest}`);
  before = rest;
}

function openOurs(uri) {
  showFrame(uri, uri);
  at("new-tab").href = uri;
  at("new-tab").hidden = false;
}

function showFrame(source, address) {
  at("sheet").hidden = false;
  at("inner").hidden = false;
  at("external").hidden = true;
  at("new-tab").hidden = true;
  at("address").textContent = address;
  at("inner").src = source;
}

function showExternal(url) {
  at("sheet").hidden = false;
  at("inner").hidden = true;
  at("external").hidden = false;
  at("new-tab").hidden = true;
  at("address").textContent = url;
  at("external-url").textContent = url;
}

export function closeSheet() {
  at("sheet").hidden = true;
  at("inner").src = "about:blank";
  before = null;
}

function typeIn(words) {
  closeSheet();
  at("say").value = words;
  at("say").focus();
}

function close() {
  // Back from the form to the page that sent us there, as a phone's "back" does.
  if (!at("external").hidden && before) return openPage(before);
  closeSheet();
}

addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== at("inner").contentWindow) return;
  if (event.data.kind === "oa") typeIn(event.data.text);
  if (event.data.kind === "external") showExternal(event.data.url);
});
at("close-inner").addEventListener("click", close);
