// What may not go to a destination never arrives there, whatever kind it is: not by retry, in a batch, out of the dead
// letters or by a replay, and nothing about whoever took the permission back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BATCH, catalogWith, httpDoor } from './lib/doors.mjs';
import { DOORS } from './lib/everydoor.mjs';
import { startFlaky } from './lib/flaky.mjs';
import { KEYS } from './lib/keys.mjs';
import { markers } from './lib/markers.mjs';
import { eventually } from './lib/read.mjs';
import { startTelos } from './lib/telos.mjs';

const SECONDS_MAX = 60;
const LIMITS = { timeout: 240_000 };

const forbidden = markers();
const permitted = markers();
/** Each destination by its name; `close` has it fail and `mend` has it work again. */
const doors = {};
let telos;
let catalog;
let number = 0;

before(async () => {
  doors.plain = await httpDoor();
  doors.batch = await httpDoor(BATCH);
  for (const [name, make] of Object.entries(DOORS)) {
    const door = await make();
    if (door.close) doors[name] = { way: { stop() {} }, ...door };
    else {
      const way = door.way ?? await startFlaky(door.port);
      doors[name] = { ...door, way, port: way.port, close: way.close, mend: way.mend };
    }
  }
  catalog = catalogWith(...Object.entries(doors).map(([name, door]) => door.declared(name, door.port)));
  telos = await startTelos({ catalog });
});

after(async () => {
  await telos?.stop();
  for (const { way, stop } of Object.values(doors)) {
    way.stop();
    await stop();
  }
  fs.rmSync(catalog, { recursive: true, force: true });
});

/** Does something at every door, at all of them at the same time. */
const everywhere = (what) => Promise.all(Object.entries(doors).map(([name, door]) => what(name, door)));

async function post(path, body, key = KEYS.server) {
  const authorization = key === KEYS.server ? `Basic ${Buffer.from(`${key}:`).toString('base64')}` : `Bearer ${key}`;
  const headers = { 'content-type': 'application/json', authorization };
  const answer = await fetch(telos.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.equal(answer.status, 200, `${path}: ${text}`);
  return JSON.parse(text);
}

const machine = (path, body = {}) => post(`/v1/destinations/${path}`, body, KEYS.machine);

async function health(name) {
  const answer = await fetch(`${telos.url}/v1/destinations/${name}`, { headers: { authorization: `Bearer ${KEYS.machine}` } });
  return answer.json();
}

/** A person with a name that may be known, and with all that no destination lists or no purpose may hold. */
async function person(userId, may = permitted) {
  await post('/v1/identify', {
    userId,
    traits: {
      first_name: may.make(`first_name of ${userId}`),
      street: forbidden.make(`street of ${userId}`),
      taste: forbidden.make(`taste of ${userId}`),
      diagnosis: forbidden.make(`diagnosis of ${userId}`),
      undeclared: forbidden.make(`undeclared trait of ${userId}`),
    },
  });
}

/** A person who said yes. */
async function agrees(userId) {
  await person(userId);
  await says(userId, 'grant');
  await person(userId);
}

/** An order whose id may be known if `may` says so. */
async function order(userId, may) {
  number += 1;
  const id = may.make(`order ${number} of ${userId}`);
  await post('/v1/track', {
    userId,
    messageId: `order-${number}`,
    event: 'Order Completed',
    properties: {
      order_id: id,
      note: forbidden.make(`note of ${userId}`),
      symptom: forbidden.make(`symptom of ${userId}`),
    },
  });
  return id;
}

const says = (userId, act) => post('/v1/consents', { userId, consents: [{ purpose: 'letters', act }] });

/** Nothing of these is in all that ever arrived anywhere, as it was on the wire or in what holds it. */
const never = (what) => everywhere(async (name, door) => {
  const raw = await door.raw();
  assert.deepEqual(what.in(raw), [], `arrived at ${name}`);
  // What is searched is what arrived: else nothing would be found in any case.
  assert.ok(permitted.in(raw).length > 0, `something arrived at ${name}`);
});

async function until(what, ask, wanted) {
  const last = await eventually(SECONDS_MAX, ask, wanted);
  assert.ok(wanted(last), `${what}: ${JSON.stringify(last)}`);
}

const idle = (name) =>
  until(`${name} has sent all`, () => health(name), ({ waiting }) => waiting === 0);

const told = (name, who) =>
  until(`${name} is told of ${who}`, () => doors[name].told(who), (count) => count === 1);

/** The orders of somebody that a door has, each once, in the order in which they came. */
async function bought(name, who) {
  const orders = await doors[name].orders();
  return [...new Set(orders.filter((one) => one.who === who).map(({ purchase }) => purchase))];
}

const arrive = (name, who, wanted) =>
  until(`orders of ${who} at ${name}`, () => bought(name, who), (all) => wanted.every((id) => all.includes(id)));

test('what is permitted arrives, over errors and in batches, and nothing with it', LIMITS, async () => {
  await agrees('yes');
  await person('silent', forbidden);
  await everywhere(idle);
  const failed = Object.fromEntries(await everywhere(async (name) => [name, (await health(name)).failed]));
  await everywhere((_, door) => door.close());
  const mine = [];
  for (let count = 0; count < 8; count += 1) {
    mine.push(await order('yes', permitted));
    await order('silent', forbidden);
  }
  await everywhere(async (name, door) => {
    await until(`${name} failed`, () => health(name), (now) => now.failed > failed[name]);
    door.mend();
    await arrive(name, 'yes', mine);
    const all = await bought(name, 'yes');
    assert.deepEqual(door.inOrder ? all : all.sort(), door.inOrder ? mine : [...mine].sort(), `each at ${name}`);
    await idle(name);
    assert.equal((await health(name)).dead, 0, `nothing was given up at ${name}`);
  });
  await never(forbidden);
});

test('what waited when the permission was taken back does not go, also not in a batch', LIMITS, async () => {
  await agrees('waits');
  const first = await order('waits', permitted);
  await everywhere((name) => arrive(name, 'waits', [first]));
  await everywhere((name) => machine(`${name}/pause`));
  await sleep(300);
  for (let count = 0; count < 5; count += 1) await order('waits', forbidden);
  await says('waits', 'withdraw');
  for (let count = 0; count < 5; count += 1) await order('waits', forbidden);
  await everywhere(async (name) => {
    await machine(`${name}/resume`);
    await told(name, 'waits');
    await idle(name);
  });
  await never(forbidden);
});

test('dead letters that are sent again are asked for again', LIMITS, async () => {
  await agrees('dead');
  await agrees('dies');
  await everywhere(idle);
  await everywhere((_, door) => door.close());
  const later = markers();
  const own = [];
  for (let count = 0; count < 3; count += 1) {
    await order('dies', later);
    own.push(await order('dead', permitted));
  }
  await everywhere((name) => until(`six dead at ${name}`, () => health(name), ({ dead }) => dead === 6));
  await everywhere((_, door) => door.mend());
  await says('dies', 'withdraw');
  await everywhere(async (name, door) => {
    await told(name, 'dies');
    // What a receiver over HTTP refused has arrived there once; it is the second time that counts.
    const before = door.keepsRefused ? (await door.raw()).length : 0;
    assert.equal((await machine(`${name}/dead/retry`)).count, 6);
    await arrive(name, 'dead', own);
    await idle(name);
    assert.deepEqual(later.in((await door.raw()).slice(before)), [], `arrived again at ${name}`);
  });
  await never(forbidden);
});

test('a replay sends only what may go now', LIMITS, async () => {
  await everywhere(async (name, door) => {
    const before = new Set((await door.orders()).map(({ id }) => id));
    await machine(`${name}/replay`, { from: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' });
    await until(`the replay to ${name}`, () => health(name), ({ replay, waiting }) => replay.ended !== undefined && waiting === 0);
    const again = (await door.orders()).filter(({ id }) => !before.has(id));
    const users = new Set(again.map(({ who }) => who));
    assert.deepEqual([...users].sort(), ['dead', 'yes'], `those who permit it, and nobody else, at ${name}`);
    assert.equal(new Set(again.map(({ id }) => id)).size, again.length, 'each once, with a key of its own');
    assert.equal(again.length, 11, `all of theirs at ${name}`);
  });
  await never(forbidden);
});

test('a test of a destination is about nobody', LIMITS, async () => {
  await everywhere(async (name, door) => {
    const before = [permitted, forbidden].map((what) => what.known.size);
    const held = permitted.in(await door.raw()).length;
    assert.equal((await machine(`${name}/test`)).taken, true, name);
    assert.equal(permitted.in(await door.raw()).length, held, `nothing of anybody at ${name}`);
    assert.deepEqual([permitted, forbidden].map((what) => what.known.size), before);
  });
  await never(forbidden);
});

test('neither the log nor the health of destinations has a value', LIMITS, async () => {
  const said = [telos.log()];
  const headers = { authorization: `Bearer ${KEYS.machine}` };
  const names = Object.keys(doors);
  for (const path of ['', ...names.map((name) => `/${name}`), ...names.map((name) => `/${name}/dead`)]) {
    said.push(await (await fetch(`${telos.url}/v1/destinations${path}`, { headers })).text());
  }
  for (const text of said) {
    assert.deepEqual(forbidden.in(text), []);
    assert.deepEqual(permitted.in(text), []);
  }
});
