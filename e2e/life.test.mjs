// A whole life, played in a real browser: a first visit with Global Privacy Control, a light sign-up in Japanese with
// double opt-in, purchases, a second device, a withdrawal, a download, a correction, an erasure. What was proven stays
// provable; of the person nothing is left, and nothing brings them back.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launchChromium } from './lib/browser.mjs';
import { KEYS } from './lib/keys.mjs';
import { startRelay } from './lib/mail.mjs';
import { runTelos, startTelos } from './lib/telos.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYTHON = process.env.TELOS_PYTHON ?? path.join(HERE, '.venv/bin/python');
const PUBLIC = 'http://privacy.aria.example';
const WAIT = { timeout: 10_000 };

/** What the person is known by and what they told; each occurs nowhere else. */
const EMAIL = 'hanako.zq7731@example.org';
const NAME = 'Hanakozqxv';
const MENDED = 'Hanayozqxv';
const ORDERS = ['order-zq7731-a', 'order-zq7731-b'];
const USER = 'member-zq7731';

let relay;
let telos;
let browser;
let site;
let catalog;
/** The person's two devices: each a page of the shop, and what it is known by. */
let laptop;
let phone;
/** Everything that was ever sent about the person. */
const sent = [];
const receipts = [];
let checkpoint;
let ledgerKey;

before(async () => {
  catalog = shopWithoutBooks();
  relay = await startRelay();
  const flags = ['--mail-relay', relay.place, '--mail-from', 'privacy@aria.example', '--public-url', PUBLIC];
  [telos, browser] = await Promise.all([startTelos({ catalog, flags }), launchChromium()]);
  site = http.createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(shop());
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await telos?.stop();
  await relay?.stop();
  fs.rmSync(catalog, { recursive: true, force: true });
});

/** The shipped catalog of a shop whose books are kept elsewhere: no law keeps anything here. */
function shopWithoutBooks() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-life-'));
  fs.cpSync(path.join(HERE, '../catalog'), directory, { recursive: true });
  const file = path.join(directory, 'purposes/accounts-and-tax.toml');
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace('kept_by_law = ["transaction"]', 'kept_by_law = []'));
  assert.notEqual(fs.readFileSync(file, 'utf8'), text);
  return directory;
}

const shop = () => `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>Aria</title>
<script src="${telos.url}/sdk/consent.js" data-write-key="aria-web-key" data-place="DE" async></script>
</head><body><h1>Aria</h1></body></html>`;

/** The shop on a device of its own. */
async function device({ gpc = false } = {}) {
  const context = await browser.newContext({ locale: 'ja', acceptDownloads: true });
  if (gpc) await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  const page = await context.newPage();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'POST' && pathname.startsWith('/v1/')) {
      sent.push({ where: pathname, headers: request.headers(), body: request.postData() });
    }
  });
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await page.waitForFunction(() => window.telos?.consent && Object.keys(window.telos.consent.categories()).length > 0, null, WAIT);
  await page.getByRole('dialog').waitFor(WAIT);
  return { context, page };
}

/** A call as the SDK of the shop's pages makes it; what became of it. */
async function call(page, where, message, key = 'aria-web-key') {
  const body = JSON.stringify({ ...message, messageId: `life-${sent.length}` });
  const answer = await page.evaluate(
    async ([address, authorization, content]) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await fetch(address, { method: 'POST', headers, body: content });
      return { status: response.status, text: await response.text() };
    },
    [`${telos.url}/v1/${where}`, `Basic ${btoa(`${key}:`)}`, body],
  );
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text).results[0].status;
}

/** The same from the shop's own server, which vouches for what it says. */
async function vouched(where, message) {
  const body = JSON.stringify({ ...message, messageId: `life-${sent.length}` });
  const headers = { authorization: `Basic ${btoa('aria-choices-key:')}`, 'content-type': 'application/json' };
  sent.push({ where: `/v1/${where}`, headers, body });
  const answer = await fetch(`${telos.url}/v1/${where}`, { method: 'POST', headers, body });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  assert.equal(JSON.parse(text).results[0].status, 'kept', text);
}

async function machine(where, options = {}) {
  const headers = { authorization: `Bearer ${KEYS.machine}`, 'content-type': 'application/json' };
  const response = await fetch(telos.url + where, { headers, ...options });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function decision(purpose, categories = ['behaviour'], who = { kind: 'email', value: EMAIL }, operation = 'segment') {
  const question = JSON.stringify({ who, operation, purpose, categories });
  const { status, body } = await machine('/v1/decisions', { method: 'POST', body: question });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

const profile = (kind, value, purpose) => machine(`/v1/profiles/${kind}/${encodeURIComponent(value)}?purpose=${purpose}`);

async function letter(count) {
  const until = Date.now() + WAIT.timeout;
  while (relay.letters.length < count) {
    assert.ok(Date.now() < until, 'no letter came');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return relay.letters[count - 1];
}

const own = (address) => `${telos.url}${address}`;

test('a first visit with Global Privacy Control is asked in Japanese, and the signal is on record', async () => {
  laptop = await device({ gpc: true });
  const { page } = laptop;
  const dialog = page.getByRole('dialog');
  assert.match(await dialog.innerText(), /Aria Music & Books/);
  await page.getByRole('button', { name: 'すべて同意する' }).click(WAIT);
  await dialog.waitFor({ state: 'detached', ...WAIT });
  await page.waitForFunction(() => JSON.parse(localStorage.getItem('telos.consent') ?? '{}').unsent === false, null, WAIT);
  laptop.id = await page.evaluate(() => JSON.parse(localStorage.getItem('telos.consent')).id);
  const who = { kind: 'anonymous_id', value: laptop.id };
  assert.equal((await decision('aria/personalisation', ['behaviour'], who)).decision, 'permit');
  const history = await machine(`/v1/consents?kind=anonymous_id&value=${laptop.id}&history=true`);
  assert.match(JSON.stringify(history.body), /gpc/, 'the signal is on record');
});

test('a light sign-up in Japanese counts from the click in the letter on', async () => {
  const { page } = laptop;
  await page.goto(own('/forms/aria/first-contact?place=DE&lang=ja'));
  await page.fill('input[name="field.email"]', EMAIL);
  await page.check('input[name="yes.news-email"]');
  await page.click('main form button[type=submit]');
  assert.equal(await page.getAttribute('html', 'lang'), 'ja');
  assert.equal((await decision('aria/news-email')).decision, 'deny', 'not before the click');
  const { to, text } = await letter(1);
  assert.equal(to, EMAIL);
  assert.match(text, /[ぁ-ん]/, 'the letter is in Japanese');
  const link = text.match(/http\S+\/me\/confirm\?\S+/)[0];
  await page.goto(link.replace(PUBLIC, telos.url));
  await page.click('main form button');
  assert.equal((await decision('aria/news-email')).decision, 'permit');
});

test('purchases are kept, and a second device becomes known as the same person', async () => {
  await laptop.page.goto(`http://127.0.0.1:${site.address().port}/`);
  const { page, id } = laptop;
  await vouched('identify', { userId: USER, traits: { email: EMAIL, first_name: NAME } });
  // A yes that was said on the device alone does not speak for the account: there it is said again.
  const yes = ['personalisation', 'shop-analytics'].map((purpose) => ({ purpose, act: 'grant', explicit: true, separate: true }));
  await vouched('consents', { userId: USER, consents: yes.slice(0, 1) });
  assert.equal(await call(page, 'consents', { userId: USER, consents: yes.slice(1) }), 'kept');
  await vouched('identify', { anonymousId: id, userId: USER });
  for (const order_id of ORDERS) {
    const order = { anonymousId: id, userId: USER, event: 'Order Completed', properties: { order_id, revenue: 27.5 } };
    assert.equal(await call(page, 'track', order), 'kept');
  }
  phone = await device();
  await phone.page.getByRole('button', { name: 'すべて同意する' }).click(WAIT);
  await phone.page.waitForFunction(() => JSON.parse(localStorage.getItem('telos.consent') ?? '{}').unsent === false, null, WAIT);
  phone.id = await phone.page.evaluate(() => JSON.parse(localStorage.getItem('telos.consent')).id);
  assert.notEqual(phone.id, laptop.id);
  const before = await profile('anonymous_id', phone.id, 'aria/personalisation');
  assert.doesNotMatch(JSON.stringify(before.body), /Order Completed/);
  // The device alone can say so of anybody: it counts once the shop, where the person signed in, says so.
  await vouched('identify', { anonymousId: phone.id, userId: USER });
  const known = await profile('anonymous_id', phone.id, 'aria/orders');
  assert.match(JSON.stringify(known.body), /Order Completed/, 'the orders of the laptop');
});

test('a withdrawal in /me stops data at once: decision, profile and event', async () => {
  const { page } = phone;
  const clicked = { userId: USER, event: 'Product Viewed', properties: { product_id: 'p-1', name: 'A record' } };
  assert.equal(await call(page, 'track', { ...clicked, anonymousId: phone.id }), 'kept');
  assert.equal((await decision('aria/personalisation')).decision, 'permit');
  assert.equal((await profile('email', EMAIL, 'aria/personalisation')).status, 200);
  const letters = relay.letters.length;
  await page.goto(own('/me'));
  await page.fill('#address', EMAIL);
  await page.click('main button');
  await page.fill('#code', (await letter(letters + 1)).text.match(/\b\d{6}\b/)[0]);
  await page.click('main button');
  assert.equal(new URL(page.url()).pathname, '/me');
  for (const purpose of ['personalisation', 'shop-analytics', 'news-email']) {
    await page.goto(own('/me/choices'));
    await page.locator(`#aria-${purpose} button[value=no]`).click();
    await page.waitForURL(/told=no/);
    assert.equal((await decision(`aria/${purpose}`)).decision, 'deny', purpose);
  }
  const seen = await profile('email', EMAIL, 'aria/personalisation');
  assert.equal(seen.status, 403, JSON.stringify(seen.body));
  const shopPage = await phone.context.newPage();
  await shopPage.goto(`http://127.0.0.1:${site.address().port}/`);
  assert.equal(await call(shopPage, 'track', { ...clicked, anonymousId: phone.id }), 'forgotten');
  await shopPage.close();
});

test('a copy is downloaded, opened and has what is held', async () => {
  const { page } = phone;
  for (const [address, button, check] of [
    ['/me/copy', 'json', (text) => JSON.parse(text)],
    ['/me/take', 'csv', (text) => assert.match(text, /^"what","name","value"/)],
  ]) {
    await page.goto(own(address));
    await page.click('main form button');
    await page.waitForURL(/told=ready/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`button[value=${button}]`)]);
    const text = fs.readFileSync(await download.path(), 'utf8');
    check(text);
    assert.match(text, new RegExp(EMAIL));
    for (const order of ORDERS) assert.match(text, new RegExp(order));
  }
});

test('a correction is in force at once', async () => {
  const { page } = phone;
  await page.goto(own('/me/data'));
  const field = page.locator('form.correct', { has: page.locator('input[value=first_name]') });
  await page.locator('details', { has: field }).locator('summary').click();
  await field.locator('input[name=value]').fill(MENDED);
  await field.locator('button').click();
  await page.waitForURL(/told=corrected/);
  const found = await profile('email', EMAIL, 'aria/orders');
  assert.match(JSON.stringify(found.body), new RegExp(MENDED));
});

test('each entry of the history has a receipt, which holds by the command and by a second verifier', async () => {
  const { page } = phone;
  await page.goto(own('/me/history'));
  const links = page.locator('a[href^="/me/receipts/"]');
  const count = await links.count();
  assert.ok(count >= 6, `${count} entries`);
  for (let at = 0; at < count; at += 1) {
    const [download] = await Promise.all([page.waitForEvent('download'), links.nth(at).click()]);
    const file = path.join(telos.directory, `receipt-${at}.jsonld`);
    await download.saveAs(file);
    receipts.push(file);
  }
  ledgerKey = (await (await fetch(own('/v1/ledger/keys'))).json()).keys[0];
  checkpoint = path.join(telos.directory, 'checkpoint');
  fs.writeFileSync(checkpoint, await (await fetch(own('/v1/ledger/checkpoint'))).text());
  await everyReceiptHolds();
});

test('an erasure ends the session and leaves a certificate', async () => {
  const { page } = phone;
  await page.goto(own('/me/erase'));
  await page.check('#sure');
  await page.click('main form button.answer');
  assert.equal(new URL(page.url()).pathname, '/me/erased');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href^="/me/erased/certificate"]')]);
  const certificate = JSON.parse(fs.readFileSync(await download.path(), 'utf8'));
  assert.equal(certificate.form, 'telos.erasure-certificate.v1');
  assert.equal(certificate.ledger.proofs[0].kind, 'erasure', 'the ledger proves it');
  assert.ok(certificate.removedEntries >= 4, JSON.stringify(certificate));
  await page.goto(own('/me'));
  assert.equal(new URL(page.url()).pathname, '/me/enter', 'nobody is in any more');
});

test('a replay of all that was ever sent brings nothing back', async () => {
  assert.ok(sent.length >= 8, `${sent.length} messages`);
  for (const { where, headers, body } of sent) {
    const kept = ['authorization', 'content-type', 'origin'].filter((name) => headers[name]);
    for (const fresh of [false, true]) {
      const again = fresh ? body.replaceAll(/"messageId":"[^"]*"/g, () => `"messageId":"again-${Math.random()}"`) : body;
      const answer = await fetch(own(where), {
        method: 'POST',
        headers: Object.fromEntries(kept.map((name) => [name, headers[name]])),
        body: again,
      });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      for (const { status } of JSON.parse(text).results) assert.notEqual(status, 'kept', `${where} ${again}`);
    }
  }
  for (const [kind, value] of [['email', EMAIL], ['user_id', USER], ['anonymous_id', laptop.id], ['anonymous_id', phone.id]]) {
    for (const purpose of ['aria/orders', 'aria/personalisation']) {
      assert.equal((await profile(kind, value, purpose)).status, 404, `${kind} ${purpose}`);
    }
  }
  const codes = () => relay.letters.filter(({ text }) => /\b\d{6}\b/.test(text)).length;
  const before = codes();
  const { page } = laptop;
  await page.goto(own('/me/enter'));
  await page.fill('#address', EMAIL);
  await page.click('main button');
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(codes(), before, 'no code goes out');
});

test('nothing is left of the person, also with the master key at hand, and every old proof holds', async () => {
  await everyReceiptHolds();
  await telos.end();
  const place = ['--store', telos.store, '--key-file', telos.keyFile];
  const values = path.join(telos.directory, 'values');
  const left = [EMAIL, EMAIL.split('@')[0], NAME, MENDED, ...ORDERS, USER, laptop.id, phone.id];
  const forms = left.flatMap((value) => [value, Buffer.from(value).toString('hex'), Buffer.from(value).toString('base64').slice(0, -4)]);
  fs.writeFileSync(values, `${forms.join('\n')}\n`);
  const searched = await runTelos(['search', ...place, '--values', values, '--purge'], { seconds: 60 });
  assert.equal(searched.code, 0, searched.stdout + searched.stderr);
  assert.match(searched.stdout, /None of them is there/);
  const { code, stdout, stderr } = await runTelos(['ledger', 'verify', ...place, '--checkpoint', checkpoint]);
  assert.equal(code, 0, stdout + stderr);
  // The search finds what is there.
  await telos.restart();
  const body = JSON.stringify({ userId: 'somebody-else', traits: { email: 'else.zq8842@example.org', first_name: NAME } });
  const headers = { authorization: `Basic ${btoa('aria-web-key:')}`, 'content-type': 'application/json' };
  assert.equal((await fetch(own('/v1/identify'), { method: 'POST', headers, body })).status, 200);
  await telos.end();
  const again = await runTelos(['search', ...place, '--values', values], { seconds: 60 });
  assert.equal(again.code, 1);
  assert.match(again.stdout, /opened rows of nodes/);
  await telos.restart();
});

/** All receipts, under the published key, by both verifiers. */
async function everyReceiptHolds() {
  for (const file of receipts) {
    const { code, stdout } = await runTelos(['receipt', 'verify', file, '--key', ledgerKey]);
    assert.equal(code, 0, stdout);
    const printed = await promisify(execFile)(PYTHON, [path.join(HERE, 'verify_receipt.py'), file, ledgerKey]);
    assert.match(printed.stdout, /^holds: f[0-9a-f]{32} /);
  }
}
