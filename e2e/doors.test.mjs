// What may not go to a destination never arrives there: not by retry, in a batch, out of the dead letters or by a
// replay, and nothing about whoever took the permission back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BATCH, catalogWith, letters, startReceiver, taken } from './lib/doors.mjs';
import { KEYS } from './lib/keys.mjs';
import { markers } from './lib/markers.mjs';
import { eventually } from './lib/read.mjs';
import { startTelos } from './lib/telos.mjs';

const SECONDS_MAX = 40;
const NAMES = ['plain', 'batch'];

const forbidden = markers();
const permitted = markers();
const receivers = {};
let telos;
let catalog;
let number = 0;

before(async () => {
  for (const name of NAMES) receivers[name] = await startReceiver();
  catalog = catalogWith(letters('plain', receivers.plain.port), letters('batch', receivers.batch.port, BATCH));
  telos = await startTelos({ catalog });
});

after(async () => {
  await telos?.stop();
  for (const receiver of Object.values(receivers)) receiver.stop();
  fs.rmSync(catalog, { recursive: true, force: true });
});

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

/** All that arrived anywhere, as it was on the wire. */
const arrived = () => NAMES.flatMap((name) => receivers[name].got.map(({ raw }) => ({ name, raw })));

function never(what) {
  for (const { name, raw } of arrived()) assert.deepEqual(what.in(raw), [], `arrived at ${name}`);
}

async function until(what, ask, wanted) {
  const last = await eventually(SECONDS_MAX, ask, wanted);
  assert.ok(wanted(last), `${what}: ${JSON.stringify(last)}`);
}

const idle = (name) =>
  until(`${name} has sent all`, () => health(name), ({ waiting }) => waiting === 0);

const orders = (name) => taken(receivers[name]).filter(({ body }) => body.order !== undefined);

test('what is permitted arrives, over errors and in batches, and nothing with it', { timeout: 120_000 }, async () => {
  await person('yes');
  await says('yes', 'grant');
  await person('yes');
  await person('silent', forbidden);
  // For now, for good, and not at all.
  const turns = [503, undefined, 429];
  for (const name of NAMES) receivers[name].answer = () => (turns.length > 0 ? turns.pop() : 200);
  const mine = [];
  for (let count = 0; count < 8; count += 1) {
    mine.push(await order('yes', permitted));
    await order('silent', forbidden);
  }
  for (const name of NAMES) {
    await until(`all orders at ${name}`, () => new Set(orders(name).map(({ body }) => body.order)).size, (size) => size === 8);
    assert.deepEqual([...new Set(orders(name).map(({ body }) => body.order))], mine, 'each, in order');
    await idle(name);
  }
  never(forbidden);
});

test('what waited when the permission was taken back does not go, also not in a batch', { timeout: 120_000 }, async () => {
  await person('waits');
  await says('waits', 'grant');
  await person('waits');
  await order('waits', permitted);
  for (const name of NAMES) await until(`an order at ${name}`, () => orders(name).filter(({ body }) => body.user === 'waits').length, (count) => count === 1);
  for (const name of NAMES) await machine(`${name}/pause`);
  await sleep(300);
  for (let count = 0; count < 5; count += 1) await order('waits', forbidden);
  await says('waits', 'withdraw');
  for (let count = 0; count < 5; count += 1) await order('waits', forbidden);
  for (const name of NAMES) {
    await machine(`${name}/resume`);
    await until(`${name} is told`, () => receivers[name].got.filter((one) => one.path === '/suppress' && one.body.user === 'waits').length, (count) => count === 1);
    await idle(name);
  }
  never(forbidden);
});

test('dead letters that are sent again are asked for again', { timeout: 120_000 }, async () => {
  for (const userId of ['dead', 'dies']) {
    await person(userId);
    await says(userId, 'grant');
    await person(userId);
  }
  for (const name of NAMES) await idle(name);
  // What is refused for good has arrived once; it is the second time that counts.
  const seen = Object.fromEntries(NAMES.map((name) => [name, receivers[name].got.length]));
  for (const name of NAMES) receivers[name].answer = () => 422;
  const later = markers();
  const own = [];
  for (let count = 0; count < 3; count += 1) {
    await order('dies', later);
    own.push(await order('dead', permitted));
  }
  for (const name of NAMES) {
    await until(`six dead at ${name}`, () => health(name), ({ dead }) => dead === 6);
    assert.ok(receivers[name].got.length > seen[name], 'they were tried');
    receivers[name].answer = () => 200;
  }
  await says('dies', 'withdraw');
  for (const name of NAMES) {
    await until(`${name} is told`, () => receivers[name].got.filter((one) => one.path === '/suppress' && one.body.user === 'dies').length, (count) => count === 1);
    const before = receivers[name].got.length;
    assert.equal((await machine(`${name}/dead/retry`)).count, 6);
    await until(`own orders at ${name}`, () => orders(name).filter(({ body }) => own.includes(body.order)).length, (count) => count === 3);
    await idle(name);
    for (const { raw } of receivers[name].got.slice(before)) assert.deepEqual(later.in(raw), [], `arrived again at ${name}`);
  }
  never(forbidden);
});

test('a replay sends only what may go now', { timeout: 120_000 }, async () => {
  const before = Object.fromEntries(NAMES.map((name) => [name, receivers[name].got.length]));
  for (const name of NAMES) await machine(`${name}/replay`, { from: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' });
  for (const name of NAMES) {
    await until(`the replay to ${name}`, () => health(name), ({ replay, waiting }) => replay.ended !== undefined && waiting === 0);
    const again = receivers[name].got.slice(before[name]);
    const users = new Set(taken({ got: again }).map(({ body }) => body.user));
    assert.deepEqual([...users].sort(), ['dead', 'yes'], 'those who permit it, and nobody else');
    const keys = orders(name).map(({ body }) => body.id);
    assert.equal(new Set(keys).size, new Set(orders(name).map((one) => one.body.id)).size);
  }
  never(forbidden);
});

test('a test of a destination is about nobody', { timeout: 60_000 }, async () => {
  const before = receivers.plain.got.length;
  assert.equal((await machine('plain/test')).taken, true);
  const [sent] = receivers.plain.got.slice(before);
  assert.deepEqual(permitted.in(sent.raw), []);
  assert.deepEqual(forbidden.in(sent.raw), []);
});

test('neither the log nor the health of destinations has a value', { timeout: 60_000 }, async () => {
  const told = [telos.log(), JSON.stringify(await health('plain'))];
  const headers = { authorization: `Bearer ${KEYS.machine}` };
  for (const path of ['/v1/destinations', '/v1/destinations/plain/dead']) told.push(await (await fetch(telos.url + path, { headers })).text());
  for (const text of told) {
    assert.deepEqual(forbidden.in(text), []);
    assert.deepEqual(permitted.in(text), []);
  }
});
