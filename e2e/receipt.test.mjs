// Receipts hold by the command, by a second verifier and in the browser; and they are the linked data that they say.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startBrowser } from './lib/browser.mjs';
import { KEYS } from './lib/keys.mjs';
import { runTelos, startTelos } from './lib/telos.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYTHON = process.env.TELOS_PYTHON ?? path.join(HERE, '.venv/bin/python');
const LANGUAGES = ['en', 'ja', 'zh-Hant', 'zh-Hans', 'de', 'fr'];

let telos;
let browser;
let file;
let receipt;
let key;

before(async () => {
  [telos, browser] = await Promise.all([startTelos(), startBrowser()]);
  receipt = await takeReceipt();
  file = save('receipt', receipt);
  const keys = await (await fetch(`${telos.url}/v1/ledger/keys`)).json();
  key = keys.keys[0];
});

after(async () => {
  await Promise.all([browser?.stop(), telos?.stop()]);
});

test('a receipt holds by the command, with its own key and with the published one', async () => {
  for (const more of [[], ['--key', key]]) {
    const { code, stdout } = await runTelos(['receipt', 'verify', file, ...more]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /This receipt holds/);
  }
});

test('a receipt holds by a verifier written from the specifications in another language', async () => {
  for (const more of [[], [key]]) {
    const { code, printed } = await python('verify_receipt.py', file, ...more);
    assert.equal(code, 0, printed);
    assert.match(printed, /^holds: f[0-9a-f]{32} /);
  }
});

test('what was changed holds by neither', async () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    const changed = structuredClone(receipt);
    change(changed);
    const path = save(`changed-${name}`, changed);
    const command = await runTelos(['receipt', 'verify', path, '--key', key]);
    assert.equal(command.code, 1, `${name}: ${command.stdout}`);
    const second = await python('verify_receipt.py', path, key);
    assert.equal(second.code, 1, `${name}: ${second.printed}`);
  }
});

test('a receipt is linked data with all that ISO/IEC TS 27560 demands', async () => {
  const { code, printed } = await python('validate_receipt.py', file);
  assert.equal(code, 0, printed);
  for (const part of ['dpv:hasConsentStatus', 'dpv:hasNotice', 'dpv:hasProcess', 'dct:language', 'dct:identifier']) {
    const less = structuredClone(receipt);
    delete less['dct:hasPart'][part];
    const answer = await python('validate_receipt.py', save('less', less));
    assert.equal(answer.code, 1, `without ${part}: ${answer.printed}`);
  }
});

test('the Kantara view has all that its specification demands', async () => {
  const { code, printed } = await python('validate_kantara.py', file);
  assert.equal(code, 0, printed);
  const demanded = ['version', 'jurisdiction', 'consentTimestamp', 'collectionMethod', 'consentReceiptID', 'piiPrincipalId', 'piiControllers', 'policyUrl', 'services', 'sensitive', 'spiCat'];
  for (const part of demanded) {
    const less = structuredClone(receipt);
    delete less.kantara[part];
    const answer = await python('validate_kantara.py', save('less-kantara', less));
    assert.equal(answer.code, 1, `without ${part}: ${answer.printed}`);
  }
});

test('a receipt is checked in the browser, in every language, and nothing is sent', async () => {
  const { page, requests, printed, close } = await browser.open();
  await page.goto(`${telos.url}/receipts/verify`);
  const before = requests.length;
  for (const language of LANGUAGES) {
    await page.selectOption('#language', language);
    assert.equal(await page.getAttribute('html', 'lang'), language);
    assert.ok((await page.title()).length > 2);
    await page.setInputFiles('#file', file);
    await page.fill('#key', key);
    await page.click('button');
    await page.waitForSelector('#result .good');
    assert.match(await page.textContent('#result'), /purpose: shop\/advice/);
  }
  for (const [name, change] of Object.entries(CHANGES)) {
    const changed = structuredClone(receipt);
    change(changed);
    await page.setInputFiles('#file', []);
    await page.fill('#text', JSON.stringify(changed));
    await page.selectOption('#language', 'en');
    await page.click('button');
    await page.waitForSelector('#result .bad', { timeout: 5000 }).catch(() => assert.fail(`${name} holds`));
  }
  assert.equal(requests.length, before, 'nothing was asked of anybody');
  assert.deepEqual(printed, []);
  await close();
});

test('the ledger of the server is good, and holds what was given out', async () => {
  const checkpoint = path.join(telos.directory, 'checkpoint');
  fs.writeFileSync(checkpoint, await (await fetch(`${telos.url}/v1/ledger/checkpoint`)).text());
  await telos.end();
  const place = ['--store', telos.store, '--key-file', telos.keyFile];
  const { code, stdout, stderr } = await runTelos(['ledger', 'verify', ...place, '--checkpoint', checkpoint]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /Nothing was changed/);
  await telos.restart();
});

test('after kills in the midst of consents the ledger is whole and what was signed stands', async () => {
  const place = ['--store', telos.store, '--key-file', telos.keyFile];
  const kept = [];
  for (let round = 0; round < 5; round += 1) {
    const sending = Promise.allSettled(Array.from({ length: 20 }, (_, at) => consent(`k${round}-${at}`, 'grant')));
    await new Promise((resolve) => setTimeout(resolve, 20 + 30 * round));
    const signed = await (await fetch(`${telos.url}/v1/ledger/checkpoint`)).text();
    const name = path.join(telos.directory, `kept-${round}`);
    fs.writeFileSync(name, signed);
    kept.push('--checkpoint', name);
    await telos.kill();
    await sending;
    const { code, stdout, stderr } = await runTelos(['ledger', 'verify', ...place, ...kept]);
    assert.equal(code, 0, stdout + stderr);
    await telos.restart();
  }
});

/** What must not pass unnoticed. */
const CHANGES = {
  state: (one) => (one['dct:hasPart']['dpv:hasConsentStatus']['@type'] = 'dpv:ConsentWithdrawn'),
  purpose: (one) => (one['dct:hasPart']['dpv:hasProcess']['dpv:hasPurpose']['dct:identifier'] = 'shop/other'),
  payload: (one) => (one.proof.payload = one.proof.payload.replace('grant', 'deny')),
  salt: (one) => (one.proof.salt = one.proof.salt.replace(/^../, (pair) => (pair === '00' ? '01' : '00'))),
  size: (one) => (one.proof.tlogProof = one.proof.tlogProof.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`)),
  index: (one) => (one.proof.tlogProof = one.proof.tlogProof.replace(/index (\d+)/, (_, at) => `index ${Number(at) + 1}`)),
  person: (one) => (one.kantara.piiPrincipalId = 'n0000000000000000'),
};

async function takeReceipt() {
  await consent('u1', 'grant');
  const asked = { who: { kind: 'user_id', value: 'u1' }, operation: 'read', purpose: 'shop/advice', categories: ['opinion'] };
  const decided = await machine('/v1/decisions', { method: 'POST', body: JSON.stringify(asked) });
  const [evidence] = decided.ground.evidence;
  return machine(`/v1/receipts/${evidence}`);
}

async function consent(userId, act) {
  const message = { type: 'consent', messageId: `${userId}-${act}`, userId, consents: [{ purpose: 'advice', act }] };
  const response = await fetch(`${telos.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${KEYS.server}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch: [message] }),
  });
  assert.equal(response.status, 200, await response.text());
}

async function machine(where, options = {}) {
  const headers = { authorization: `Bearer ${KEYS.machine}`, 'content-type': 'application/json' };
  const response = await fetch(telos.url + where, { headers, ...options });
  const text = await response.text();
  assert.equal(response.status, 200, `${where}: ${text}`);
  return JSON.parse(text);
}

function save(name, document) {
  const place = path.join(telos.directory, `${name}.jsonld`);
  fs.writeFileSync(place, JSON.stringify(document));
  return place;
}

async function python(script, ...args) {
  const run = promisify(execFile)(PYTHON, [path.join(HERE, script), ...args]);
  return run.then(
    ({ stdout }) => ({ code: 0, printed: stdout }),
    (failed) => ({ code: failed.code, printed: `${failed.stdout}${failed.stderr}` }),
  );
}
