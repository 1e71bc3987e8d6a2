// Each stock SDK, unmodified, delivers every call it has, and each message arrives once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startBrowser } from './lib/browser.mjs';
import * as clients from './lib/clients.mjs';
import { KEYS } from './lib/keys.mjs';
import { count, eventually, explain, profile, trait } from './lib/read.mjs';
import { startTelos } from './lib/telos.mjs';

const ARRIVAL_SECONDS_MAX = 20;
const BATCH_MESSAGES_MAX = 2500;

let telos;
let browser;

before(async () => {
  [telos, browser] = await Promise.all([startTelos(), startBrowser()]);
});

after(async () => {
  await Promise.all([browser?.stop(), telos?.stop()]);
});

for (const open of ['segmentNode', 'rudderNode', 'segmentPython', 'rudderPython']) {
  test(`${open} delivers every call once`, async () => {
    const client = clients[open]({ url: telos.url, key: KEYS.server });
    await deliversEveryCallOnce(client);
    await client.close();
  });
}

const BROWSER_SDKS = [
  ['segmentBrowser', 'call by call', {}],
  ['segmentBrowser', 'in batches', batching({ size: 3, timeout: 200 })],
  ['rudderBrowser', 'call by call', {}],
  ['rudderBrowser', 'in batches', { queueOptions: { batch: { enabled: true, maxItems: 3, flushInterval: 200 } } }],
  ['rudderBrowser', 'by beacon', { useBeacon: true, beaconQueueOptions: { maxItems: 3, flushQueueInterval: 200 } }],
];

for (const [open, way, options] of BROWSER_SDKS) {
  test(`${open} delivers every call once, ${way}, from a page of another origin`, async () => {
    const client = await clients[open]({ browser, url: telos.url, key: KEYS.browser, options });
    await deliversEveryCallOnce(client);
    const { requests, printed } = client.tab;
    const elsewhere = requests.filter((request) => !request.includes(telos.url) && !request.includes(browser.origin));
    assert.deepEqual(elsewhere, [], 'the SDK talks to Telos alone');
    assert.deepEqual(printed, [], 'the page has nothing to complain of');
    await client.close();
  });
}

test('an SDK that is turned away for sending too much delivers all of it later', async () => {
  await useUp(KEYS.limited);
  const client = clients.segmentNode({ url: telos.url, key: KEYS.limited });
  const userId = `user-${randomUUID()}`;
  const sent = 60;
  for (let number = 0; number < sent; number += 1) {
    await client.track(userId, 'Product Viewed', { product_id: `p-${number}` });
  }
  await client.flush();
  assert.deepEqual(client.failures, []);
  const counted = async () => count(await profile(telos, 'user_id', userId), 'Product Viewed');
  assert.equal(await eventually(ARRIVAL_SECONDS_MAX, counted, (found) => found >= sent), sent);
  assert.ok(client.refusals() > 0, 'it was turned away at least once');
  await client.close();
});

test('a browser SDK with an unknown write key gets no settings', async () => {
  const answer = await fetch(`${telos.url}/v1/projects/wk_unknown/settings`);
  assert.equal(answer.status, 404);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
});

test('a message of an unknown write key is refused with a code that every SDK can read', async () => {
  const answer = await fetch(`${telos.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('wk_unknown:')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch: [{ type: 'track', event: 'Order Completed', userId: 'nobody' }] }),
  });
  assert.equal(answer.status, 401);
  const problem = await answer.json();
  assert.equal(typeof problem.code, 'string');
  assert.equal(typeof problem.message, 'string');
});

/** Uses up what a source that has rested may send at once: the largest batch there is. */
async function useUp(key) {
  const message = { type: 'track', event: 'Product Viewed', userId: 'somebody-else' };
  const answer = await fetch(`${telos.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch: Array(BATCH_MESSAGES_MAX).fill(message) }),
  });
  assert.equal(answer.status, 200);
}

/** Sends one of each call and looks for what they leave behind. */
async function deliversEveryCallOnce(client) {
  const userId = `user-${randomUUID()}`;
  const email = `${userId}@shop.example`;
  const ids = [
    await client.identify(userId, { email, first_name: 'Ada', taste: 'jazz' }),
    await client.track(userId, 'Order Completed', { order_id: randomUUID(), total: 12.5, currency: 'EUR' }),
    await client.track(userId, 'Product Viewed', { product_id: 'p-1' }),
    await client.page(userId, 'Home', {}),
    await client.group(userId, `household-${userId}`, { plan: 'family' }),
    await client.alias(userId, `before-${userId}`),
  ];
  assert.equal(new Set(ids).size, ids.length, 'message ids differ');
  await client.flush();
  assert.deepEqual(client.failures, []);

  for (const id of ids) {
    const found = await eventually(ARRIVAL_SECONDS_MAX, () => explain(telos, id), Boolean);
    assert.ok(found, `${client.name}: message ${id} of ${ids.join(', ')} did not arrive`);
  }
  const person = await profile(telos, 'user_id', userId);
  assert.equal(trait(person, 'first_name'), 'Ada');
  assert.equal(trait(person, 'taste'), undefined, 'no purpose that the person allows may hold this');
  assert.equal(count(person, 'Order Completed'), 1);
  assert.equal(count(person, 'Product Viewed'), 1);
  assert.deepEqual(await profile(telos, 'email', email), person, 'the e-mail address leads to the same profile');
}

/** analytics-next sends call by call unless told to batch. */
function batching(config) {
  return { integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config } } } };
}
