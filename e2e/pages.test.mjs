// People's own pages and the console in a real browser: entered by real mail, and free of violations of WCAG 2.2 AA
// that axe can find, in every language, in the light and in the dark, on a phone and on a desk.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { KEYS } from './lib/keys.mjs';
import { startRelay } from './lib/mail.mjs';
import { startTelos } from './lib/telos.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SHIPPED = path.join(HERE, '../catalog');
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LANGUAGES = ['en', 'ja', 'zh-Hant', 'zh-Hans', 'de', 'fr'];
const OWN = ['/me', '/me/choices', '/me/contact', '/me/data', '/me/likes', '/me/addresses', '/me/addresses/code', '/me/history', '/me/looks', '/me/received', '/me/rights', '/me/requests', '/me/copy', '/me/take', '/me/human', '/me/erase', '/me/prove'];
const DOOR = ['/me/enter', '/me/code', '/me/link?t=x', '/me/confirm?t=x', '/me/child?t=x', '/me/nothing'];
const CONSOLE = [
  '/console',
  '/console/people',
  '/console/requests',
  '/console/requests?state=ended',
  '/console/requests/new',
  '/console/catalog',
  '/console/catalog/sources',
  '/console/catalog/data',
  '/console/catalog/history',
  '/console/records',
  '/console/retention',
  '/console/sources',
  '/console/destinations',
  '/console/destinations/aria-letters',
  '/console/audit/consents',
  '/console/audit/consents?ask=yes&purpose=aria%2Fpersonalisation',
  '/console/audit/decision',
  `/console/audit/changes?ask=yes&month=${new Date().toISOString().slice(0, 7)}`,
  '/console/nothing',
];
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
/** With this set, each page is also taken as a picture into the directory, to be looked at. */
const PICTURES = process.env.TELOS_PICTURES;
const LETTER_SECONDS_MAX = 10;

let relay;
let telos;
let browser;
/** The shipped catalog, with a sync. */
let catalog;
/** Makes a link to the package of the person with ten years behind them. */
let makeLink;
/** Pages of the console that are about the person with ten years behind them. */
let theirs;

before(async () => {
  relay = await startRelay();
  const flags = ['--mail-relay', relay.place, '--mail-from', 'privacy@aria.example'];
  catalog = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-pages-'));
  fs.cpSync(SHIPPED, catalog, { recursive: true });
  fs.copyFileSync(path.join(HERE, 'fixtures/sync.toml'), path.join(catalog, 'sync.toml'));
  telos = await startTelos({ catalog, log: 'warn', flags });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  await tellTenYears();
  theirs = await askForRights();
});

after(async () => {
  await browser?.close();
  await telos?.stop();
  await relay?.stop();
  if (catalog) fs.rmSync(catalog, { recursive: true, force: true });
});

const post = (call, body, key = 'aria-web-key') =>
  fetch(`${telos.url}/v1/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify(body),
  }).then(async (answer) => assert.equal(answer.status, 200, await answer.text()));

/** Somebody with ten years behind them, and somebody who has just come. */
async function tellTenYears() {
  await post('identify', {
    userId: 'u-long',
    timestamp: '2016-05-03T10:00:00Z',
    traits: {
      email: 'Wilhelmine.Donaudampfschifffahrt@example.org',
      first_name: 'Wilhelmine',
      last_name: 'Donaudampfschifffahrtsgesellschaftskapitän',
      phone: '+49 170 1234567',
      address: { street: 'Unter den Linden', city: 'Berlin', postal_code: '10117', country: 'Germany' },
    },
  });
  // Only what a system of the brand's own vouches for lets in.
  await post('identify', { userId: 'u-long', timestamp: '2016-05-03T10:00:00Z', traits: { email: 'Wilhelmine.Donaudampfschifffahrt@example.org' } }, 'aria-store-key');
  for (let year = 2016; year < 2026; year += 1) {
    const at = (month) => `${year}-${month}-12T09:30:00Z`;
    const act = year % 2 ? 'withdraw' : 'grant';
    await post('track', { userId: 'u-long', event: 'Order Completed', timestamp: at('02'), properties: { order_id: `o-${year}`, revenue: 19.9 + year } });
    await post('consents', {
      userId: 'u-long',
      timestamp: at('03'),
      consents: [
        { purpose: 'personalisation', act, explicit: true, method: 'form', locale: 'de' },
        { purpose: 'news-email', act, explicit: true, method: 'paper', evidence: 'form 17' },
      ],
      preferences: [{ channel: 'email', messages_max: 1, days: 7 }],
    });
  }
  await post('identify', { userId: 'u-new', traits: { email: 'new@example.org' } }, 'bento-store-key');
}

/** The person with ten years behind them asks for their rights; one request is done, one is under way, one has just come. */
async function askForRights() {
  const machine = async (path, body) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${KEYS.machine}`, 'content-type': 'application/json' };
    const answer = await fetch(`${telos.url}/v1/requests${path}`, { ...init, headers });
    assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`);
    return answer.json();
  };
  const ask = (right, asker) => machine('', { kind: 'user_id', value: 'u-long', right, asker });
  const agent = { type: 'agent', name: 'Verbraucherzentrale', mandate_seen: false };
  const [received, working, done] = [await ask('erasure', agent), await ask('rectification'), await ask('access')];
  for (const [{ id }, systems] of [[working, ['mail-service', 'warehouse']], [done, []]]) {
    await machine(`/${id}/identity`, { checks: ['document'] });
    await machine(`/${id}/advance`, { systems });
  }
  await machine(`/${working.id}/replies`, { system: 'warehouse', failed: 'timeout' });
  makeLink = async () => (await machine(`/${done.id}/download`, {})).path;
  const person = `/console/people/${done.request.person}`;
  return [
    ...[received, working, done].map(({ id }) => `/console/requests/${id}`),
    `/console/audit/decision?ask=yes&person=${done.request.person}&purpose=aria%2Fnews-email&at=${new Date(Date.now() + 60_000).toISOString().slice(0, 16)}`,
    ...[person, `${person}?purpose=aria%2Forders`, `${person}?purpose=aria%2Fnews-email`],
  ];
}

async function code(count) {
  const until = Date.now() + LETTER_SECONDS_MAX * 1000;
  while (relay.letters.length < count) {
    assert.ok(Date.now() < until, 'no letter came');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return /\b\d{6}\b/.exec(relay.letters[count - 1].text)[0];
}

/** A visitor without script of the page's own, who enters by the code that a letter brings. */
async function entered(email, { viewport = DESK, colorScheme = 'light', locale = 'en', javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ bypassCSP: true, viewport, colorScheme, locale, javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`${telos.url}/me`);
  const letters = relay.letters.length;
  await page.fill('#address', email);
  await page.click('main button');
  await page.fill('#code', await code(letters + 1));
  await page.click('main button');
  assert.equal(new URL(page.url()).pathname, '/me');
  return { context, page };
}

const withLanguage = (address, lang) => `${address}${address.includes('?') ? '&' : '?'}lang=${lang}`;

async function check(page, address, name, base = telos.url) {
  await page.goto(`${base}${address}`);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(told, [], `${name} ${address}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > globalThis.innerWidth);
  assert.equal(wide, false, `${name} ${address} scrolls sideways`);
  if (PICTURES) {
    fs.mkdirSync(PICTURES, { recursive: true });
    const file = `${name}${address.replace(/[?&]lang=.*/, '').replaceAll(/[^A-Za-z0-9]+/g, '-')}.png`;
    await page.screenshot({ path: path.join(PICTURES, file), fullPage: true });
  }
}

/** Checks pages, each an address and a name, in two tabs side by side: one alone waits a good part of the time. */
async function checkAll(page, pages) {
  const waiting = pages.values();
  const tab = async (own) => {
    for (const [address, name] of waiting) await check(own, address, name);
  };
  const second = await page.context().newPage();
  await Promise.all([tab(page), tab(second)]);
  await second.close();
}

/** Each address in every language. */
const inEveryLanguage = (addresses, name) =>
  LANGUAGES.flatMap((lang) => addresses.map((address) => [withLanguage(address, lang), `${name}-${lang}`]));

for (const colorScheme of ['light', 'dark']) {
  test(`every page of a person with ten years behind them is accessible, ${colorScheme}`, async () => {
    const viewport = colorScheme === 'light' ? PHONE : DESK;
    const { context, page } = await entered('wilhelmine.donaudampfschifffahrt@example.org', { viewport, colorScheme });
    await checkAll(page, inEveryLanguage(OWN, `own-${colorScheme}`));
    await context.close();
  });
}

test('every page of somebody new is accessible, in the look of the other brand', async () => {
  const { context, page } = await entered('new@example.org', { viewport: PHONE, locale: 'ja' });
  await checkAll(page, OWN.map((address) => [`${address}?brand=bento`, 'new-ja']));
  await context.close();
});

test('asking, and the page after an erasure, are accessible in every language', async () => {
  await post('identify', { userId: 'u-gone', traits: { email: 'gone@example.org' } }, 'aria-store-key');
  const { context, page } = await entered('gone@example.org', { viewport: PHONE });
  await page.goto(`${telos.url}/me/copy`);
  await page.click('main button');
  await checkAll(page, inEveryLanguage(['/me/copy', '/me/requests?told=asked'], 'asked'));
  await page.goto(`${telos.url}/me/erase?lang=en`);
  await page.check('#sure');
  await page.click('main form button');
  const { pathname, search } = new URL(page.url());
  assert.equal(pathname, '/me/erased');
  await checkAll(page, inEveryLanguage([`${pathname}${search}`], 'gone'));
  await context.close();
});

test('a person without script adds an address by a code, goes in by it, and takes the old one off', async () => {
  await post('identify', { userId: 'u-moved', traits: { email: 'old@example.org' } }, 'aria-store-key');
  const { context, page } = await entered('old@example.org', { viewport: PHONE, javaScriptEnabled: false });
  await page.goto(`${telos.url}/me/data?lang=de`);
  await page.click('a[href="/me/addresses"]');
  assert.equal(await page.locator('form[action="/me/addresses/remove"]').count(), 0, 'the last one stays');
  const letters = relay.letters.length;
  await page.fill('#address', 'moved@example.org');
  await page.click('form.card button');
  await page.fill('#code', await code(letters + 1));
  await page.click('main button');
  assert.match(await page.locator('[role=status]').innerText(), /Hinzugefügt/);
  const old = page.locator('section', { hasText: 'old@example.org' }).locator('form[action="/me/addresses/remove"] button');
  await old.click();
  assert.match(await page.locator('[role=status]').innerText(), /Entfernt/);
  assert.equal(await page.locator('h2', { hasText: 'old@example.org' }).count(), 0);
  await context.close();
  const again = await entered('moved@example.org');
  await again.context.close();
});

test('the door is accessible in every language', async () => {
  const context = await browser.newContext({ bypassCSP: true, viewport: PHONE });
  const page = await context.newPage();
  await checkAll(page, inEveryLanguage(DOOR, 'door'));
  await context.close();
});

test('the console is accessible in every language', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const viewport = colorScheme === 'light' ? PHONE : DESK;
    const context = await browser.newContext({ bypassCSP: true, viewport, colorScheme });
    const page = await context.newPage();
    await page.goto(`${telos.url}/console/enter?key=${encodeURIComponent(KEYS.console)}`);
    await page.click('main button');
    await checkAll(page, inEveryLanguage([...CONSOLE, ...theirs], `console-${colorScheme}`));
    await context.close();
  }
});

test('the package to read is accessible from a file alone, in every language', async () => {
  for (const lang of LANGUAGES) {
    for (const [colorScheme, viewport] of [['light', PHONE], ['dark', DESK]]) {
      const answer = await fetch(`${telos.url}${await makeLink()}?format=html&lang=${lang}`);
      assert.equal(answer.status, 200);
      const file = path.join(telos.directory, `package-${lang}.html`);
      fs.writeFileSync(file, await answer.text());
      const context = await browser.newContext({ viewport, colorScheme, offline: true });
      const page = await context.newPage();
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      await check(page, '', `package-${colorScheme}-${lang}`, `file://${file}`);
      assert.deepEqual(asked, [`file://${file}`], 'nothing else is loaded');
      await context.close();
    }
  }
});

test('the page that checks receipts is accessible in every language', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of LANGUAGES) {
      const viewport = colorScheme === 'light' ? PHONE : DESK;
      const context = await browser.newContext({ bypassCSP: true, viewport, colorScheme, locale });
      await check(await context.newPage(), '/receipts/verify', `receipt-${colorScheme}-${locale}`);
      await context.close();
    }
  }
});

test('on a phone nothing that has the focus hides below the sections', async () => {
  const own = await entered('wilhelmine.donaudampfschifffahrt@example.org', { viewport: PHONE });
  const console = await (await browser.newContext({ viewport: PHONE })).newPage();
  await console.goto(`${telos.url}/console/enter?key=${encodeURIComponent(KEYS.console)}`);
  await console.click('main button');
  for (const [page, address] of [[own.page, '/me/choices'], [console, '/console/audit/consents'], [console, '/console/catalog']]) {
    await page.goto(`${telos.url}${address}`);
    await page.locator('main').focus();
    let stops = 0;
    for (; stops < 200; stops += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const focused = document.activeElement;
        const sections = document.querySelector('.rail nav');
        if (focused === document.body || !focused.closest('.page')) return null;
        return { name: focused.outerHTML.slice(0, 120), top: focused.getBoundingClientRect().top, edge: sections.getBoundingClientRect().top };
      });
      if (!seen) break;
      assert.ok(seen.top < seen.edge, `${address}: ${seen.name} at ${seen.top} hides below ${seen.edge}`);
    }
    assert.ok(stops > 5, `${address}: ${stops} stops`);
  }
  await own.context.close();
  await console.context().close();
});

test('a choice is made by keyboard alone, holds at once, and is taken back as easily', async () => {
  const { context, page } = await entered('wilhelmine.donaudampfschifffahrt@example.org');
  const purpose = page.locator('#aria-personalisation');
  for (const [answer, told] of [['yes', 'switched on'], ['no', 'switched off']]) {
    await page.goto(`${telos.url}/me/choices?lang=en`);
    await purpose.locator(`button[value=${answer}]`).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/told=/);
    assert.match(await page.locator('[role=status]').innerText(), new RegExp(told));
    assert.equal(await purpose.locator(`button[value=${answer}]`).getAttribute('aria-pressed'), 'true');
  }
  const [yes, no] = await Promise.all(['yes', 'no'].map((value) => purpose.locator(`button[value=${value}]`).boundingBox()));
  assert.equal(Math.round(yes.width), Math.round(no.width));
  assert.equal(Math.round(yes.height), Math.round(no.height));
  assert.ok(yes.height >= 44);
  await context.close();
});
