// Telos is killed, its disk is full, and receivers stall, break off and answer with errors, at random; at the end every
// message is counted: none lost, none without permission, none twice for receivers that honour the key.
//
// Receivers over HTTP are of the test's own; databases, brokers and a bucket are real servers, each behind a way that stalls
// and breaks off.
// TELOS_FAULT_SECONDS says for how long, 20 if nothing is said; TELOS_FAULT_SEED makes the dice the same again.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BATCH, catalogWith, letters, startReceiver, taken } from './lib/doors.mjs';
import { startFlaky } from './lib/flaky.mjs';
import { KEYS } from './lib/keys.mjs';
import { eventually } from './lib/read.mjs';
import * as stores from './lib/stores.mjs';
import { startTelos } from './lib/telos.mjs';

const SECONDS = Number(process.env.TELOS_FAULT_SECONDS ?? 20);
const SEED = Number(process.env.TELOS_FAULT_SEED ?? Date.now() % 1_000_000);
const PEOPLE = 40;

/** Those who change their mind again and again. */
const FICKLE = 10;
const SEND_MS = 20;

/** How often the disk is full, rather than the server being killed. */
const FULL_SHARE = 0.4;

/** What was about to go when a permission was taken back may still arrive for so long. */
const UNDER_WAY_MS = 2_500;

/** How long what is left may take once everything works again. */
const DRAIN_SECONDS_MAX = 600;

/** Dice that fall the same for the same seed. */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(`over ${SECONDS} s of faults every message is accounted for`, { timeout: (SECONDS + 900) * 1000 }, async (t) => {
  const roll = dice(SEED);
  t.diagnostic(`seed ${SEED}`);
  const receivers = { steady: await startReceiver(), shaky: await startReceiver(), batch: await startReceiver() };
  const give = 'pace = { requests_max = 1000, at_once_max = 8, wait_seconds_max = 2, attempts_max = 1000 }';
  const declared = Object.entries(receivers).map(([name, { port }]) =>
    letters(name, port, name === 'batch' ? BATCH : '').replace(/pace = .*/, give));
  const kept = await Promise.all(Object.entries(stores).map(async ([name, make]) => {
    const store = await make();
    return { name, store, way: store.way ?? (await startFlaky(store.port)) };
  }));
  declared.push(...kept.map(({ name, store, way }) => store.declared(name, way.port)));
  const catalog = catalogWith(...declared);
  const telos = await startTelos({ catalog, log: 'warn' });
  try {
    const people = Array.from({ length: PEOPLE }, (_, number) => ({ userId: `p-${number}`, orders: [], taken: [], said: 'grant', changes: 0 }));
    const state = { on: true, acknowledged: 0, kills: 0, full: 0, faults: 0 };
    for (const one of people) {
      await send(telos, '/v1/identify', { userId: one.userId, messageId: `i-${one.userId}`, traits: { first_name: 'Ada' } });
      await send(telos, '/v1/consents', { userId: one.userId, messageId: `y-${one.userId}`, consents: [{ purpose: 'letters', act: 'grant' }] });
    }
    const loops = [
      keepOrdering(telos, people, state, roll),
      keepChanging(telos, people.slice(0, FICKLE), state, roll),
      keepKilling(telos, state, roll),
      ...Object.values(receivers).map((receiver) => keepFailing(receiver, state, roll)),
      ...kept.map(({ way }) => keepBreaking(way, state, roll)),
    ];
    await sleep(SECONDS * 1000);
    state.on = false;
    await Promise.all(loops);
    for (const receiver of Object.values(receivers)) Object.assign(receiver, { answer: () => 200, delay: 0 });
    // What waits after a failure is tried at once after a start.
    await telos.kill();
    await telos.restart();
    const names = [...Object.keys(receivers), ...kept.map(({ name }) => name)];
    const left = async () => (await Promise.all(names.map((name) => health(telos, name)))).map(({ waiting, dead }) => [waiting, dead]);
    const last = await eventually(DRAIN_SECONDS_MAX, left, (all) => all.every(([waiting, dead]) => waiting === 0 && dead === 0));
    assert.deepEqual(last, names.map(() => [0, 0]), 'nothing waits and nothing was given up');
    for (const [name, receiver] of Object.entries(receivers)) t.diagnostic(counted(name, receiver, people));
    for (const { name, store } of kept) t.diagnostic(held(name, await store.taken(), people, store));
    t.diagnostic(`${state.acknowledged} messages acknowledged, ${state.kills} kills, ${state.full} times a full disk, ${state.faults} faults of receivers`);
    assert.ok(state.kills > 0 && state.full > 0 && state.faults > 0 && state.acknowledged > SECONDS, `something of each happened: ${JSON.stringify({ ...state, seconds: SECONDS })}`);
    assert.doesNotMatch(telos.log(), /panicked/);
  } finally {
    await telos.stop();
    for (const receiver of Object.values(receivers)) receiver.stop();
    for (const { way, store } of kept) {
      way.stop();
      await store.stop();
    }
    fs.rmSync(catalog, { recursive: true, force: true });
  }
});

/** Sends a message until it is acknowledged, each time with the same id. */
async function send(telos, path, body, wanted = () => true) {
  const authorization = `Basic ${Buffer.from(`${KEYS.server}:`).toString('base64')}`;
  const headers = { 'content-type': 'application/json', authorization };
  for (;;) {
    try {
      const answer = await fetch(telos.url + path, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(5_000) });
      const text = await answer.text();
      if (answer.status === 200) return JSON.parse(text);
      assert.ok([429, 503].includes(answer.status), `${path}: ${answer.status} ${text}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
    await sleep(50);
  }
}

async function keepOrdering(telos, people, state, roll) {
  for (let number = 0; state.on; number += 1) {
    const one = people[Math.floor(roll() * people.length)];
    const order = { id: `o-${number}`, said: one.said, changes: one.changes };
    const body = { userId: one.userId, messageId: order.id, event: 'Order Completed', properties: { order_id: order.id } };
    await send(telos, '/v1/track', body);
    // Where they changed their mind meanwhile, either is right.
    if (one.changes !== order.changes) order.said = 'either';
    one.orders.push(order);
    state.acknowledged += 1;
    await sleep(SEND_MS * roll());
  }
}

/** Some take their permission back and give it again. Whoever is told of it is what counts at the end. */
async function keepChanging(telos, people, state, roll) {
  for (let number = 0; state.on; number += 1) {
    await sleep(300 + 700 * roll());
    const one = people[Math.floor(roll() * people.length)];
    const act = one.said === 'grant' ? 'withdraw' : 'grant';
    one.changes += 1;
    const begun = Date.now();
    await send(telos, '/v1/consents', { userId: one.userId, messageId: `c-${number}`, consents: [{ purpose: 'letters', act }] });
    one.said = act;
    one.taken.push({ act, begun, at: Date.now() });
    one.changes += 1;
    state.acknowledged += 1;
  }
}

/** Fills the disk or kills, at random; first the one and then the other, so that a short run has seen both. */
async function keepKilling(telos, state, roll) {
  for (let round = 0; state.on || round < 2; round += 1) {
    await sleep(500 + 4_000 * roll());
    if (!state.on && round >= 2) return;
    const [full, mended] = [roll() < FULL_SHARE, roll() < 0.5];
    if (round === 0 || (full && round > 1)) {
      telos.fillDisk();
      state.full += 1;
      await sleep(200 + 1_300 * roll());
      // Sometimes it is killed while the disk is full still.
      if (round === 0 || mended) {
        telos.makeRoom();
        continue;
      }
    }
    await telos.kill();
    await sleep(500 * roll());
    await telos.restart();
    state.kills += 1;
  }
}

/** A receiver works for a while, then stalls, breaks off, cuts connections or answers with an error. */
async function keepFailing(receiver, state, roll) {
  const faults = [
    () => { receiver.delay = 3_000; },
    () => { receiver.answer = () => undefined; },
    () => { receiver.answer = () => 503; },
    () => { receiver.answer = () => 429; },
    () => { receiver.answer = () => 401; },
    () => { receiver.answer = () => (roll() < 0.5 ? 200 : 500); },
    () => receiver.cut(),
  ];
  while (state.on) {
    await sleep(1_000 + 3_000 * roll());
    faults[Math.floor(roll() * faults.length)]();
    state.faults += 1;
    await sleep(200 + 1_300 * roll());
    Object.assign(receiver, { answer: () => 200, delay: 0 });
  }
}

/** A way to a server works for a while, then stalls, is closed or breaks off. */
async function keepBreaking(way, state, roll) {
  const faults = [() => way.stall(), () => way.close(), () => way.cut()];
  while (state.on) {
    await sleep(1_000 + 3_000 * roll());
    faults[Math.floor(roll() * faults.length)]();
    state.faults += 1;
    await sleep(200 + 2_800 * roll());
    way.mend();
  }
}

async function health(telos, name) {
  const answer = await fetch(`${telos.url}/v1/destinations/${name}`, { headers: { authorization: `Bearer ${KEYS.machine}` } });
  return answer.json();
}

/** Counts what a receiver took, against what was acknowledged and permitted. */
function counted(name, receiver, people) {
  const events = taken(receiver).filter(({ path }) => path === '/event' || path === '/batch');
  const byOrder = new Map();
  for (const one of events) byOrder.set(one.body.order, [...(byOrder.get(one.body.order) ?? []), one]);
  const known = new Map(people.flatMap((one) => one.orders.map((order) => [order.id, { one, order }])));
  let lost = 0;
  let unpermitted = 0;
  let twice = 0;
  for (const [id, { one, order }] of known) {
    const went = byOrder.get(id) ?? [];
    // A receiver that honours the key takes each key once.
    if (new Set(went.map(({ body }) => body.id)).size > 1) twice += 1;
    if (one.taken.length === 0 && went.length === 0) lost += 1;
    if (order.said === 'withdraw' && went.length > 0) unpermitted += 1;
  }
  const strangers = [...byOrder.keys()].filter((id) => !known.has(id) && !/^o-\d+$/.test(id)).length;
  const { late, overtaken } = afterNo(receiver, people);
  const sent = events.length;
  const keys = new Set(events.map(({ body }) => body.id)).size;
  const text = `${name}: ${known.size} orders, ${sent} arrivals of ${keys} keys (${sent - keys} repeated by key), `
    + `${lost} lost, ${unpermitted} without permission, ${late} late, ${overtaken} after being told to let go, ${twice} twice`;
  assert.deepEqual({ lost, unpermitted, late, overtaken, twice, strangers }, { lost: 0, unpermitted: 0, late: 0, overtaken: 0, twice: 0, strangers: 0 }, text);
  return text;
}

/** Counts what a server holds at the end, against what was acknowledged and permitted. */
function held(name, rows, people, { lets_go }) {
  let [lost, unpermitted, kept, twice] = [0, 0, 0, 0];
  const byOrder = new Map();
  for (const row of rows) byOrder.set(row.order, [...(byOrder.get(row.order) ?? []), row]);
  for (const one of people) {
    for (const order of one.orders) {
      const there = byOrder.get(order.id) ?? [];
      if (there.length > 1) twice += 1;
      if (one.taken.length === 0 && there.length === 0) lost += 1;
      if (order.said === 'withdraw' && there.length > 0) unpermitted += 1;
    }
    // Whoever said no last is not there any more, where what is there can be taken away.
    if (lets_go && one.said === 'withdraw' && one.taken.length > 0) kept += rows.filter(({ user }) => user === one.userId).length;
  }
  const text = `${name}: ${rows.length} rows, ${lost} lost, ${unpermitted} without permission, ${kept} kept after a no, ${twice} twice`;
  assert.deepEqual({ lost, unpermitted, kept, twice }, { lost: 0, unpermitted: 0, kept: 0, twice: 0 }, text);
  return text;
}

/** What arrived about people after they had said no, and after the receiver had been told and before they said yes. */
function afterNo(receiver, people) {
  const all = receiver.got.flatMap((one) => (one.path === '/batch' ? one.body.items.map((item) => ({ ...one, body: item })) : [one]));
  let late = 0;
  let overtaken = 0;
  for (const one of people.filter(({ taken: said }) => said.length > 0)) {
    const about = all.filter(({ body }) => body.user === one.userId);
    for (const [place, { act, at }] of one.taken.entries()) {
      if (act !== 'withdraw') continue;
      // The yes after it holds as soon as it was sent.
      const yes = one.taken[place + 1]?.begun ?? Infinity;
      const between = about.filter((got) => got.at > at && got.at < yes);
      late += between.filter((got) => got.path !== '/suppress' && got.at > at + UNDER_WAY_MS).length;
      const told = between.find((got) => got.path === '/suppress' && got.status === 200);
      if (told) overtaken += between.filter((got) => got.path !== '/suppress' && got.at > told.at).length;
    }
  }
  return { late, overtaken };
}
