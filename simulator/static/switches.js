// The clock, LINE's bad days and the allowance.
import { at, onSubmit, post } from "./ask.js";
import { thaiDay } from "./chat.js";

let offset = 0;
let fault = "";

export function showSwitches(state) {
  const [day, time] = state.clock.now.split("T");
  offset = state.clock.offset;
  at("clock-shown").textContent = `${thaiDay(day)} เวลา ${time} น.${offset ? " · เลื่อนแล้ว moved" : ""}`;
  if (!at("clock").value) at("clock").value = state.clock.now;
  at("meter").max = state.allowance.limit;
  at("meter").value = state.allowance.used;
  at("allowance").textContent = `ส่งหา (push) ${state.allowance.used} จาก ${state.allowance.limit} · ตอบกลับไม่นับ · replies are free`;
  showFault(state.faults);
}

function showFault({ mode, delay_ms: delay, left }) {
  const now = JSON.stringify([mode, delay, left]);
  if (now === fault) return;
  if (mode !== JSON.parse(fault || "[null]")[0]) at("mode").value = mode;
  fault = now;
  const calls = left > 0 ? ` · อีก ${left} ครั้ง · ${left} more` : "";
  const on = mode !== "none" || delay > 0;
  at("fault-shown").textContent = on ? `กำลังใช้ · on: ${mode}, ${delay} ms${calls}` : "ปกติ · working normally";
}

export function startSwitches(refresh) {
  onSubmit("clock-form", () => post("clock", { date: at("clock").value }).then(refresh));
  onSubmit("faults-form", () =>
    post("faults", { mode: at("mode").value, delay_ms: Number(at("delay").value), left: Number(at("left").value) || null }).then(refresh),
  );
  at("clock-now").addEventListener("click", () => post("clock", { offset: 0 }).then(refresh));
  at("again").addEventListener("click", () => post("again").then(refresh));
  for (const node of document.querySelectorAll("[data-step]")) {
    node.addEventListener("click", () => post("clock", { offset: offset + Number(node.dataset.step) }).then(refresh));
  }
}
