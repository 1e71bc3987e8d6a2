// Reading back what Telos holds. The shapes of its answers are known here and nowhere else in the suites.
import { KEYS, PURPOSE } from './keys.mjs';

/** The profile of the person that `kind` and `value` identify, as `PURPOSE` may see it; undefined when there is none. */
export async function profile(telos, kind, value) {
  const address = `/v1/profiles/${encodeURIComponent(kind)}/${encodeURIComponent(value)}?purpose=${encodeURIComponent(PURPOSE)}`;
  return get(telos, address);
}

/** How often the person did `event`, as the profile counts it. */
export function count(found, event) {
  return found?.behaviours?.find((behaviour) => behaviour.event === event)?.count ?? 0;
}

/** The value of a trait, or undefined when the purpose may not see it or there is none. */
export function trait(found, name) {
  return found?.traits?.find((held) => held.name === name)?.value;
}

/** What became of the message: what was kept, what was left out and why; undefined when it never came. */
export async function explain(telos, messageId) {
  return get(telos, `/v1/events/${encodeURIComponent(messageId)}`);
}

async function get(telos, address) {
  const answer = await fetch(telos.url + address, { headers: { authorization: `Bearer ${KEYS.machine}` } });
  if (answer.status === 404) return undefined;
  const body = await answer.text();
  if (!answer.ok) throw new Error(`GET ${address} answered ${answer.status}: ${body}`);
  return JSON.parse(body);
}

/** Asks again and again until `wanted(answer)` holds; gives the last answer when `seconds` are over. */
export async function eventually(seconds, ask, wanted) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
