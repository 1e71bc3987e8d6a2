// The server dies by `kill -9` again and again while all six SDKs keep sending: nothing is lost, nothing doubled.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBrowser } from './lib/browser.mjs';
import * as clients from './lib/clients.mjs';
import { KEYS } from './lib/keys.mjs';
import { count, eventually, explain, profile } from './lib/read.mjs';
import { startTelos } from './lib/telos.mjs';

const KILLS = 55;

/** Between two kills the server lives this long, so that it dies at every point of its work. */
const LIFE_MS_MIN = 200;
const LIFE_MS_MAX = 1800;

/** Each client sends a message this often. */
const SEND_MS = 50;

/** After the last restart, the SDKs may take this long to hand over what they hold. */
const ARRIVAL_SECONDS_MAX = 90;

/** A message that arrives twice would do so within this time of everything having arrived. */
const QUIET_MS = 3000;

const EVENT = 'Product Viewed';

test(`nothing is lost or doubled over ${KILLS} kills`, { timeout: 400_000 }, async (t) => {
  const telos = await startTelos();
  const browser = await startBrowser();
  let senders = [];
  try {
    senders = await openSenders(telos, browser);
    const sending = { on: true, serverUp: true };
    const loops = senders.map((sender) => keepSending(sender, sending));
    await killAndRestart(telos, sending);
    sending.on = false;
    await Promise.all(loops);
    await Promise.all(senders.map((sender) => arrivesOnce(t, telos, sender)));
    assert.doesNotMatch(telos.log(), /panicked/);
  } finally {
    await Promise.all(senders.map((sender) => sender.client.close()));
    await browser.stop();
    await telos.stop();
  }
});

/** One client of each SDK, each speaking about a person of its own. */
async function openSenders(telos, browser) {
  const server = { url: telos.url, key: KEYS.server };
  const page = { url: telos.url, key: KEYS.browser, browser };
  const opened = [
    clients.segmentNode(server),
    clients.rudderNode(server),
    clients.segmentPython(server),
    clients.rudderPython(server),
    await clients.segmentBrowser(page),
    await clients.rudderBrowser(page),
  ];
  const senders = opened.map((client) => ({ client, userId: `user-${randomUUID()}`, ids: [], whileDown: 0 }));
  for (const { client, userId } of senders) await client.identify(userId, { first_name: 'Ada' });
  return senders;
}

async function keepSending(sender, sending) {
  const { client, userId, ids } = sender;
  while (sending.on) {
    if (!sending.serverUp) sender.whileDown += 1;
    ids.push(await client.track(userId, EVENT, { product_id: `p-${ids.length}` }));
    await sleep(SEND_MS);
  }
}

async function killAndRestart(telos, sending) {
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(LIFE_MS_MIN + Math.random() * (LIFE_MS_MAX - LIFE_MS_MIN));
    sending.serverUp = false;
    await telos.kill();
    // Every third outage is long enough to be met by retries too.
    if (kill % 3 === 0) await sleep(300);
    await telos.restart();
    sending.serverUp = true;
  }
}

/** Every message that the SDK took is there, and the person's count is their number. */
async function arrivesOnce(t, telos, { client, userId, ids, whileDown }) {
  const counted = async () => count(await profile(telos, 'user_id', userId), EVENT);
  await client.flush();
  // A browser SDK waits ever longer between tries, a minute and more, but starts afresh on the next page.
  await client.nextPage?.();
  await eventually(ARRIVAL_SECONDS_MAX, counted, (found) => found >= ids.length);
  await sleep(QUIET_MS);
  const missing = [];
  for (const id of ids) {
    if (!(await explain(telos, id))) missing.push(id);
  }
  t.diagnostic(`${client.name}: ${ids.length} messages, ${whileDown} of them while the server was down`);
  assert.deepEqual(client.failures, [], `${client.name} gave nothing up`);
  assert.deepEqual(missing, [], `${client.name}: every message arrived`);
  assert.equal(await counted(), ids.length, `${client.name}: every message counts once`);
  assert.ok(whileDown > 0, `${client.name} was sending while the server was down`);
}
