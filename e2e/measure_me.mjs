// Measures people's own pages on this machine, over loopback: `node measure_me.mjs`, with TELOS_BIN naming a release
// build. Prints the pages of somebody with 1,000 events, the way from a withdrawal to the decision that shows it, and
// the erasure of somebody with 10,000 events. No test: the figures belong to docs/PERFORMANCE.md.
import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KEYS } from './lib/keys.mjs';
import { startRelay } from './lib/mail.mjs';
import { startTelos } from './lib/telos.mjs';

const ROUNDS = 200;
const BATCH = 100;
const PAGES = ['/me', '/me/choices', '/me/contact', '/me/data', '/me/likes', '/me/history', '/me/rights', '/me/requests', '/me/erase', '/me/copy'];

const relay = await startRelay();
const flags = ['--mail-relay', relay.place, '--mail-from', 'privacy@aria.example'];
const catalog = path.join(path.dirname(fileURLToPath(import.meta.url)), '../catalog');
const telos = await startTelos({ catalog, log: 'warn', flags });

async function send(batch, key = 'aria-web-key') {
  const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' };
  const answer = await fetch(`${telos.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  for (const { status } of JSON.parse(text).results) assert.equal(status, 'kept', text);
}

/** Somebody with so many events behind them, and their session. */
async function somebody(userId, events) {
  const email = `${userId}@example.org`;
  // Only what a system of the brand's own vouches for lets in.
  await send([{ type: 'identify', userId, traits: { email } }], 'aria-choices-key');
  await send([
    { type: 'identify', userId, traits: { first_name: 'Ada', address: { country: 'Germany' } } },
    { type: 'consent', userId, consents: ['personalisation', 'shop-analytics'].map((purpose) => ({ purpose, act: 'grant', explicit: true, separate: true })) },
  ]);
  for (let at = 0; at < events; at += BATCH) {
    const one = (number) => ({
      type: 'track', userId, event: 'Product Viewed', timestamp: new Date(Date.now() - (events - number) * 60_000).toISOString(),
      properties: { product_id: `p-${number % 97}`, name: 'A record', price: 9.5 },
    });
    await send(Array.from({ length: BATCH }, (_, more) => one(at + more)));
  }
  const letters = relay.letters.length;
  const asked = await form('/me/enter', '', `address=${encodeURIComponent(email)}`);
  while (relay.letters.length === letters) await new Promise((resolve) => setTimeout(resolve, 5));
  const code = relay.letters[letters].text.match(/\b\d{6}\b/)[0];
  return cookie(await form('/me/code', cookie(asked), `code=${code}`));
}

const cookie = (answer) => answer.headers.getSetCookie().map((set) => set.split(';')[0]).filter((pair) => !pair.endsWith('=')).join('; ');

const form = (where, session, body) =>
  fetch(telos.url + where, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: telos.url, cookie: session },
    body,
  });

async function page(where, session) {
  const answer = await fetch(telos.url + where, { headers: { cookie: session }, redirect: 'manual' });
  const text = await answer.text();
  assert.equal(answer.status, 200, where);
  return text;
}

const token = (text) => /name="token" value="([^"]+)"/.exec(text)[1];

async function timed(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function told(name, millis) {
  const sorted = [...millis].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(2);
  console.log(`${name.padEnd(40)} median ${at(0.5)} ms, 99th ${at(0.99)} ms, worst ${at(1)} ms, of ${sorted.length}`);
}

const ada = await somebody('ada', 1_000);
for (const where of PAGES) {
  const millis = [];
  for (let round = 0; round < ROUNDS + 20; round += 1) {
    const took = await timed(() => page(where, ada));
    if (round >= 20) millis.push(took);
  }
  told(`${where}, 1,000 events`, millis);
}

const body = JSON.stringify({ who: { kind: 'user_id', value: 'ada' }, operation: 'segment', purpose: 'aria/personalisation', categories: ['behaviour'] });
const decide = async () => {
  const headers = { authorization: `Bearer ${KEYS.machine}`, 'content-type': 'application/json' };
  return (await (await fetch(`${telos.url}/v1/decisions`, { method: 'POST', headers, body })).json()).decision;
};
const withdrawals = [];
const proof = token(await page('/me/choices', ada));
const choose = (act) => form('/me/choices', ada, `token=${proof}&purpose=aria%2Fpersonalisation&act=${act}`);
for (let round = 0; round < ROUNDS; round += 1) {
  await choose('yes');
  assert.equal(await decide(), 'permit');
  const took = await timed(async () => {
    await choose('no');
    assert.equal(await decide(), 'deny');
  });
  withdrawals.push(took);
}
told('withdrawal to decision', withdrawals);

const erasures = [];
for (let round = 0; round < 3; round += 1) {
  const session = await somebody(`gone-${round}`, 10_000);
  const proof = token(await page('/me/erase', session));
  const took = await timed(async () => {
    const answer = await form('/me/erase', session, `token=${proof}&sure=yes`);
    assert.match(answer.headers.get('location'), /^\/me\/erased/);
  });
  erasures.push(took);
}
told('erasure, 10,000 events', erasures);

await telos.stop();
await relay.stop();
