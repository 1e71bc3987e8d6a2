// The consent script in a real browser, on a page of another origin: it asks for what the law of the
// place demands, remembers, holds scripts back, and what it tells is kept by the server.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './lib/browser.mjs';
import { KEYS } from './lib/keys.mjs';
import { startTelos } from './lib/telos.mjs';

const ROOT = path.dirname(fileURLToPath(import.meta.url));
const SHIPPED = path.join(ROOT, '../catalog');
const SEGMENT = path.join(ROOT, 'node_modules/@segment/analytics-next/dist/umd/index.js');
const WAIT = { timeout: 10_000 };

let telos;
let browser;
let site;

before(async () => {
  [telos, browser] = await Promise.all([startTelos({ catalog: SHIPPED }), launchChromium()]);
  site = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://site');
    if (url.pathname === '/segment.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      fs.createReadStream(SEGMENT).pipe(response);
      return;
    }
    // A strict policy: the script has to work without any inline style or evaluated text.
    const policy = `default-src 'none'; script-src 'nonce-n1' ${telos.url} 'self'; connect-src ${telos.url}`;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(page(url.searchParams.get('place'), url.searchParams.get('lang')));
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await telos?.stop();
});

const page = (place, lang) => `<!doctype html><html lang="${lang}"><head><title>A shop</title>
<script nonce="n1">window.ran = [];</script>
<script src="${telos.url}/sdk/consent.js" data-write-key="aria-web-key" data-place="${place}" async></script>
</head><body><h1>A shop</h1><button id="choices" data-telos-consent>Privacy choices</button>
<script type="text/plain" data-purpose="shop-analytics" nonce="n1">window.ran.push('analytics')</script>
<script type="text/plain" data-purpose="ads-audiences" nonce="n1">window.ran.push('ads')</script>
<script type="text/plain" data-purpose="shop-analytics personalisation" nonce="n1">window.ran.push('both')</script>
<script type="text/plain" data-purpose="shop-analytics" src="/segment.js"></script>
</body></html>`;

async function visit({ place = 'DE', lang = 'de', gpc = false, context } = {}) {
  const visitor = context ?? (await browser.newContext());
  if (gpc) await visitor.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  const tab = await visitor.newPage();
  const printed = [];
  const told = [];
  tab.on('console', (message) => printed.push(message.text()));
  tab.on('pageerror', (error) => printed.push(error.message));
  tab.on('response', (response) => {
    if (response.url().startsWith(`${telos.url}/v1/`)) told.push(`${response.request().method()} ${response.status()}`);
  });
  await tab.goto(`http://127.0.0.1:${site.address().port}/?place=${place}&lang=${lang}`);
  await tab.waitForFunction(() => window.telos?.consent && Object.keys(window.telos.consent.categories()).length > 0, null, WAIT);
  return { tab, visitor, printed, told, dialog: tab.getByRole('dialog') };
}

const ran = (tab) => tab.evaluate(() => [...window.ran].sort());
const kept = (tab) => tab.evaluate(() => JSON.parse(localStorage.getItem('telos.consent') ?? '{}'));

async function states(kind, value) {
  const answer = await fetch(`${telos.url}/v1/profiles/${kind}/${value}/permissions`, {
    headers: { authorization: `Bearer ${KEYS.machine}` },
  });
  if (answer.status === 404) return {};
  const { permissions } = await answer.json();
  return Object.fromEntries(permissions.map((one) => [one.purpose, one.state]));
}

async function eventually(check) {
  const until = Date.now() + WAIT.timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test('in Germany it asks in German, and nothing runs before a yes', async () => {
  const { tab, visitor, dialog, printed } = await visit();
  await dialog.waitFor(WAIT);
  assert.match(await dialog.innerText(), /Darf Aria Music & Books das nutzen\?/);
  assert.deepEqual(await ran(tab), []);
  assert.equal(await tab.evaluate(() => typeof window.AnalyticsNext), 'undefined', 'the stock SDK is held back');
  const sizes = await Promise.all(['Ja zu allem', 'Nein zu allem'].map((name) => tab.getByRole('button', { name }).boundingBox()));
  assert.equal(sizes[0].width, sizes[1].width, 'yes and no are the same size');
  assert.equal(sizes[0].height, sizes[1].height);
  assert.ok(sizes[0].height >= 44);
  const looks = await Promise.all(
    ['Ja zu allem', 'Nein zu allem'].map((name) =>
      tab.getByRole('button', { name }).evaluate((button) => {
        const { color, backgroundColor, fontWeight } = getComputedStyle(button);
        return { color, backgroundColor, fontWeight };
      }),
    ),
  );
  assert.deepEqual(looks[0], looks[1], 'and the same look');
  assert.deepEqual(printed, []);
  await visitor.close();
});

test('a yes runs what was held, is kept with its text, and is not asked again', async () => {
  const { tab, visitor, dialog } = await visit();
  await tab.getByRole('button', { name: 'Ja zu allem' }).click(WAIT);
  await dialog.waitFor({ state: 'detached', ...WAIT });
  await eventually(async () => assert.deepEqual(await ran(tab), ['ads', 'analytics', 'both']));
  await tab.waitForFunction(() => window.AnalyticsNext, null, WAIT);
  const { id, said } = await kept(tab);
  assert.equal(said['ads-audiences'].version, 1);
  await eventually(async () => {
    const found = await states('anonymous_id', id);
    assert.equal(found['aria/shop-analytics'], 'granted');
    assert.equal(found['aria/ads-audiences'], 'granted');
  });
  await eventually(async () => assert.equal((await kept(tab)).unsent, false));
  const again = await visit({ context: visitor });
  await eventually(async () => assert.deepEqual(await ran(again.tab), ['ads', 'analytics', 'both']));
  assert.equal(await again.dialog.count(), 0);
  await visitor.close();
});

test('a no holds everything back, is kept, and can be changed as easily', async () => {
  const { tab, visitor } = await visit();
  await tab.getByRole('button', { name: 'Nein zu allem' }).click(WAIT);
  const { id } = await kept(tab);
  await eventually(async () => assert.equal((await states('anonymous_id', id))['aria/personalisation'], 'denied'));
  assert.deepEqual(await ran(tab), []);
  await tab.locator('#choices').click();
  const boxes = tab.getByRole('checkbox');
  await boxes.first().waitFor(WAIT);
  const ticked = async (name) => Promise.all((await tab.getByRole('checkbox', { name }).all()).map((box) => box.isChecked()));
  assert.deepEqual(await ticked(/^Ja/), [false, false, false], 'a no is no yes');
  assert.deepEqual(await ticked(/^Nein/), [true], 'what may be objected to was objected to');
  await tab.getByRole('checkbox', { name: /Vorschläge/ }).check();
  await tab.getByRole('button', { name: 'Meine Wahl speichern' }).click();
  await eventually(async () => assert.equal((await states('anonymous_id', id))['aria/personalisation'], 'granted'));
  assert.deepEqual(await ran(tab), [], 'what needs the other purpose too stays held');
  await visitor.close();
});

test('closing is no decision: nothing is kept, nothing is told, and the next visit asks again', async () => {
  const { tab, visitor, dialog, told } = await visit();
  await dialog.waitFor(WAIT);
  await tab.getByRole('button', { name: 'Schließen, ohne zu entscheiden' }).click();
  await dialog.waitFor({ state: 'detached', ...WAIT });
  assert.deepEqual((await kept(tab)).said ?? {}, {});
  assert.deepEqual(told, []);
  assert.deepEqual(await ran(tab), []);
  const state = await visitor.storageState();
  const later = await browser.newContext({ storageState: state });
  const next = await visit({ context: later });
  await next.dialog.waitFor(WAIT);
  await later.close();
  await visitor.close();
});

test('closing does not overwrite what was decided before', async () => {
  const { tab, visitor, dialog } = await visit();
  await tab.getByRole('button', { name: 'Ja zu allem' }).click(WAIT);
  await tab.locator('#choices').click();
  await dialog.waitFor(WAIT);
  await tab.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached', ...WAIT });
  assert.equal((await kept(tab)).said['ads-audiences'].yes, true);
  assert.equal(await tab.evaluate(() => document.activeElement.id), 'choices', 'the focus is back');
  await visitor.close();
});

test('in California nothing is asked, a browser signal ends selling, and the rest goes on', async () => {
  const plain = await visit({ place: 'US-CA', lang: 'en' });
  await eventually(async () => assert.deepEqual(await ran(plain.tab), ['ads', 'analytics', 'both']));
  assert.equal(await plain.dialog.count(), 0);
  await plain.visitor.close();
  const signalled = await visit({ place: 'US-CA', lang: 'en', gpc: true });
  await eventually(async () => assert.deepEqual(await ran(signalled.tab), ['analytics', 'both']));
  await eventually(async () => assert.ok(signalled.told.includes('POST 200'), `${signalled.told}`));
  const { id } = await kept(signalled.tab);
  const answer = await fetch(`${telos.url}/v1/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEYS.machine}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      who: { kind: 'anonymous_id', value: id }, operation: 'collect', purpose: 'aria/ads-audiences', categories: ['device'],
    }),
  });
  const decided = await answer.json();
  assert.ok(decided.reasons.some(({ code }) => code === 'global_privacy_control'), JSON.stringify(decided));
  await signalled.tab.locator('#choices').click();
  await signalled.tab.getByText('Your browser sends Global Privacy Control').waitFor(WAIT);
  await signalled.visitor.close();
});

test('the keyboard alone is enough, and readers are told what everything is', async () => {
  const { tab, visitor, dialog } = await visit({ place: 'JP', lang: 'ja' });
  const title = 'Aria Music & Booksで利用してもよろしいですか';
  await tab.getByRole('dialog', { name: title }).waitFor(WAIT);
  await tab.keyboard.press('Tab');
  const focused = () =>
    tab.evaluate(() => {
      const host = document.activeElement;
      return (host?.shadowRoot?.activeElement ?? host)?.textContent;
    });
  assert.match(await focused(), /データの取り扱い/);
  await tab.keyboard.press('Tab');
  assert.equal(await focused(), 'すべて断る');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Tab');
  assert.equal(await focused(), '一つずつ選ぶ');
  await tab.keyboard.press('Enter');
  for (const box of await tab.getByRole('checkbox').all()) {
    const told = await box.evaluate((one) => one.getRootNode().getElementById(one.getAttribute('aria-describedby'))?.textContent);
    assert.ok(told.length > 20, 'every box has its text');
  }
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached', ...WAIT });
  await visitor.close();
});

test('calls of an analytics SDK wait for a yes, and what was decided holds once the visitor is known', async () => {
  const { tab, visitor } = await visit();
  await tab.evaluate(() => {
    window.calls = [];
    const sdk = {};
    for (const name of ['track', 'page', 'identify']) sdk[name] = (...given) => window.calls.push([name, ...given]);
    window.sdk = window.telos.consent.wrap(sdk, 'shop-analytics');
    window.sdk.page('Home');
    window.sdk.track('Product Viewed');
  });
  assert.deepEqual(await tab.evaluate(() => window.calls), []);
  await tab.getByRole('button', { name: 'Ja zu allem' }).click(WAIT);
  assert.deepEqual(await tab.evaluate(() => window.calls), [['page', 'Home'], ['track', 'Product Viewed']]);
  const user = `user-${Date.now()}`;
  await tab.evaluate((id) => window.sdk.identify(id), user);
  await eventually(async () => {
    const found = await states('user_id', user);
    assert.equal(found['aria/shop-analytics'], 'granted', JSON.stringify(found));
    assert.equal(found['aria/personalisation'], 'granted');
  });
  await visitor.close();
});

test('without an answer of the server nothing is permitted', async () => {
  const visitor = await browser.newContext();
  await visitor.route('**/sdk/consent?**', (route) => route.abort());
  const tab = await visitor.newPage();
  await tab.goto(`http://127.0.0.1:${site.address().port}/?place=US-CA&lang=en`);
  await tab.waitForFunction(() => window.telos?.consent, null, WAIT);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(await tab.evaluate(() => [window.ran, window.telos.consent.allowed('shop-analytics')]), [[], false]);
  await visitor.close();
});
