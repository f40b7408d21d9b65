// What every part of the page needs: elements by id, and the simulator's answers.
export const at = (id) => document.getElementById(id);

export async function get(path) {
  const answer = await fetch(`/simulator/${path}`);
  return answer.json();
}

export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`/simulator/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.ok ? answer.json() : null;
}

export function onSubmit(form, does) {
  at(form).addEventListener("submit", (event) => {
    event.preventDefault();
    does();
  });
}
