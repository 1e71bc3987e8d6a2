// TCF and GPP strings: what the IAB's own libraries write, Telos reads the same, and the other way.
import { GppModel } from '@iabgpp/cmpapi';
import { GVL, TCModel, TCString } from '@iabtechlabtcf/core';
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startTelos } from './lib/telos.mjs';

const SHIPPED = path.join(path.dirname(fileURLToPath(import.meta.url)), '../catalog');
const ROUNDS = 60;
const VENDORS = [2, 6, 8, 9, 10, 11, 28, 300, 301, 755, 1290];
const BASIC = `Basic ${Buffer.from('aria-web-key:').toString('base64')}`;

let telos;

before(async () => {
  telos = await startTelos({ catalog: SHIPPED });
});

after(async () => {
  await telos?.stop();
});

/** Numbers that are the same in every run. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

const some = (roll, numbers) => numbers.filter(() => roll(2) === 1);
const upTo = (count) => Array.from({ length: count }, (_, index) => index + 1);
const ranges = (list) => list.flatMap(([from, to]) => upTo(to - from + 1).map((step) => from + step - 1));
const set = (vector) => [...vector].filter(([, on]) => on).map(([number]) => number);

async function ask(route, body) {
  const answer = await fetch(`${telos.url}${route}`, {
    method: 'POST',
    headers: { authorization: BASIC, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

function vendorList() {
  const vendor = (id) => ({
    id, name: `Vendor ${id}`, purposes: upTo(10), legIntPurposes: [2, 7, 8, 9, 10], flexiblePurposes: [],
    specialPurposes: [], features: [], specialFeatures: [1, 2], policyUrl: 'https://vendor.example/',
    cookieMaxAgeSeconds: 1, usesCookies: true, cookieRefresh: false, usesNonCookieAccess: false, dataRetention: {},
  });
  const named = (ids) => Object.fromEntries(ids.map((id) => [id, { id, name: `${id}`, description: '', illustrations: [] }]));
  return new GVL({
    gvlSpecificationVersion: 3, vendorListVersion: 142, tcfPolicyVersion: 5, lastUpdated: '2026-01-01T00:00:00Z',
    purposes: named(upTo(11)), specialPurposes: {}, features: {}, specialFeatures: named([1, 2]), stacks: {},
    dataCategories: {}, vendors: Object.fromEntries(VENDORS.map((id) => [id, vendor(id)])),
  });
}

test('what @iabtechlabtcf/core writes is read as it was meant', async () => {
  const roll = dice(1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const model = new TCModel(vendorList());
    model.cmpId = 1 + roll(4000);
    model.cmpVersion = roll(100);
    model.publisherCountryCode = 'DE';
    model.purposeConsents.set(some(roll, upTo(11)));
    model.purposeLegitimateInterests.set(some(roll, [2, 7, 8, 9, 10]));
    model.vendorConsents.set(some(roll, VENDORS));
    model.vendorLegitimateInterests.set(some(roll, VENDORS));
    model.vendorsDisclosed.set(VENDORS);
    model.specialFeatureOptins.set(some(roll, [1, 2]));
    model.publisherConsents.set(some(roll, upTo(10)));
    const tcString = TCString.encode(model);
    const meant = TCString.decode(tcString);
    const { status, body } = await ask('/v1/signals', { tcString });
    assert.equal(status, 200, `${tcString}: ${JSON.stringify(body)}`);
    const { tcf } = body;
    assert.equal(tcf.cmpId, Number(meant.cmpId));
    assert.equal(tcf.policyVersion, Number(meant.policyVersion));
    assert.equal(tcf.vendorListVersion, Number(meant.vendorListVersion));
    assert.equal(tcf.publisherCountry, meant.publisherCountryCode);
    assert.equal(tcf.created, meant.created.toISOString());
    assert.deepEqual(tcf.purposes, set(meant.purposeConsents));
    assert.deepEqual(tcf.legitimateInterests, set(meant.purposeLegitimateInterests));
    assert.deepEqual(tcf.specialFeatures, set(meant.specialFeatureOptins));
    assert.deepEqual(ranges(tcf.vendors), set(meant.vendorConsents));
    assert.deepEqual(ranges(tcf.vendorInterests), set(meant.vendorLegitimateInterests));
    assert.deepEqual(ranges(tcf.disclosedVendors), set(meant.vendorsDisclosed));
    assert.deepEqual(tcf.publisherConsents ?? [], set(meant.publisherConsents));
  }
});

test('what Telos writes is read by @iabtechlabtcf/core and @iabgpp/cmpapi as it was meant', async () => {
  const roll = dice(2);
  for (let round = 0; round < ROUNDS; round += 1) {
    const given = {
      cmpId: 1 + roll(4000), cmpVersion: roll(100), consentLanguage: 'FR', publisherCountry: 'JP', vendorListVersion: 142,
      specialFeatures: some(roll, [1, 2]), purposes: some(roll, upTo(11)), legitimateInterests: some(roll, [2, 7, 8, 9, 10]),
      vendors: some(roll, upTo(40)), vendorInterests: some(roll, VENDORS), disclosedVendors: upTo(900),
      publisherConsents: some(roll, upTo(10)),
    };
    const { status, body } = await ask('/v1/signals/tcf', given);
    assert.equal(status, 200, JSON.stringify(body));
    const read = TCString.decode(body.tcString);
    assert.equal(Number(read.cmpId), given.cmpId);
    assert.equal(read.consentLanguage, 'FR');
    assert.equal(read.publisherCountryCode, 'JP');
    assert.deepEqual(set(read.purposeConsents), given.purposes);
    assert.deepEqual(set(read.purposeLegitimateInterests), given.legitimateInterests);
    assert.deepEqual(set(read.vendorConsents), given.vendors);
    assert.deepEqual(set(read.vendorLegitimateInterests), given.vendorInterests);
    assert.deepEqual(set(read.vendorsDisclosed), given.disclosedVendors);
    assert.deepEqual(set(read.publisherConsents), given.publisherConsents);
    const gpp = new GppModel(`DBABMA~${body.tcString}`);
    const bits = gpp.getFieldValue('tcfeuv2', 'PurposeConsents');
    assert.deepEqual(bits.flatMap((on, index) => (on ? [index + 1] : [])), given.purposes);
    assert.deepEqual(gpp.getFieldValue('tcfeuv2', 'VendorConsents'), given.vendors);
  }
});

test('what @iabgpp/cmpapi writes is read as it was meant', async () => {
  const roll = dice(3);
  const meant = (value) => [null, true, false][value];
  for (let round = 0; round < ROUNDS; round += 1) {
    const model = new GppModel();
    const national = { SaleOptOut: roll(3), SharingOptOut: roll(3), TargetedAdvertisingOptOut: roll(3), Gpc: roll(2) === 1 };
    for (const [name, value] of Object.entries(national)) model.setFieldValue('usnat', name, value);
    const california = { SaleOptOut: roll(3), SharingOptOut: roll(3) };
    const both = roll(2) === 1;
    if (both) for (const [name, value] of Object.entries(california)) model.setFieldValue('usca', name, value);
    if (roll(2) === 1) model.setFieldValue('usva', 'SaleOptOut', 0);
    if (roll(2) === 1) model.setFieldValue('tcfeuv2', 'CmpId', 31);
    const gppString = model.encode();
    const { status, body } = await ask('/v1/signals', { gppString });
    assert.equal(status, 200, `${gppString}: ${JSON.stringify(body)}`);
    const { gpp } = body;
    assert.deepEqual(gpp.sections, model.getSectionIds());
    const joined = (name) => {
      const values = [meant(national[name]), both ? meant(california[name]) : null].filter((value) => value !== null);
      return values.length ? values.includes(true) : null;
    };
    assert.equal(gpp.saleOptOut, joined('SaleOptOut'), gppString);
    assert.equal(gpp.sharingOptOut, joined('SharingOptOut'), gppString);
    assert.equal(gpp.targetedAdvertisingOptOut, meant(national.TargetedAdvertisingOptOut));
    assert.equal(gpp.gpc, national.Gpc);
    const out = [gpp.saleOptOut, gpp.sharingOptOut, gpp.targetedAdvertisingOptOut].includes(true);
    assert.equal(body.says.some((one) => one.flag === 'sale_opt_out'), out);
  }
});

test('what @iabgpp/cmpapi writes for each state is read as it was meant', async () => {
  const roll = dice(5);
  const STATES = ['usnat', 'usca', 'usva', 'usco', 'usut', 'usct', 'usfl', 'usmt', 'usor', 'ustx', 'usde', 'usia', 'usne', 'usnh', 'usnj', 'ustn', 'usmn', 'usmd', 'usin', 'usky', 'usri'];
  const meant = (values) => {
    const said = [values].flat().filter((value) => value !== null && value !== undefined && value !== 0);
    return said.length ? said.includes(1) : null;
  };
  /** The value of a field where the section has it. */
  const get = (model, name, field) => (model.hasField(name, field) ? model.getFieldValue(name, field) : undefined);
  const dealt = (value) => (Array.isArray(value) ? value.map(() => roll(3)) : roll(3));
  for (const name of STATES) {
    let seen = 0;
    for (let round = 0; round < 25; round += 1) {
      const model = new GppModel();
      model.setFieldValue(name, 'SaleOptOut', roll(3));
      for (const field of ['SharingOptOut', 'TargetedAdvertisingOptOut', 'SensitiveDataProcessing', 'KnownChildSensitiveDataConsents']) {
        const before = get(model, name, field);
        if (before !== undefined && before !== null && roll(3) > 0) model.setFieldValue(name, field, dealt(before));
      }
      if (get(model, name, 'Gpc') !== undefined && roll(2)) {
        model.setFieldValue(name, 'GpcSegmentIncluded', true);
        model.setFieldValue(name, 'Gpc', roll(2) === 1);
      }
      const gppString = model.encode();
      // What the library itself reads of it.
      const again = new GppModel(gppString);
      const { status, body } = await ask('/v1/signals', { gppString });
      assert.equal(status, 200, `${name} ${gppString}: ${JSON.stringify(body)}`);
      const { gpp } = body;
      assert.equal(gpp.saleOptOut, meant(get(again, name, 'SaleOptOut')), `${name} ${gppString}`);
      assert.equal(gpp.sharingOptOut, meant(get(again, name, 'SharingOptOut')), `${name} ${gppString}`);
      assert.equal(gpp.targetedAdvertisingOptOut, meant(get(again, name, 'TargetedAdvertisingOptOut')), `${name} ${gppString}`);
      assert.equal(gpp.sensitiveOptOut, meant(get(again, name, 'SensitiveDataProcessing')), `${name} ${gppString}`);
      const child = meant(get(again, name, 'KnownChildSensitiveDataConsents')) !== null;
      assert.equal(gpp.knownChild, child, `${name} ${gppString}`);
      assert.equal(gpp.gpc, get(again, name, 'Gpc') === true && get(again, name, 'GpcSegmentIncluded') !== false, `${name} ${gppString}`);
      const flags = body.says.flatMap(({ flag }) => flag ?? []);
      const out = [gpp.saleOptOut, gpp.sharingOptOut, gpp.targetedAdvertisingOptOut].includes(true);
      assert.deepEqual(new Set(flags), new Set([out && 'sale_opt_out', gpp.sensitiveOptOut && 'limit_sensitive', child && 'child', gpp.gpc && 'gpc'].filter(Boolean)));
      seen += Number(out) + Number(child);
    }
    assert.ok(seen > 0, name);
  }
});

test('strings that are cut or bent are refused or read, and never break the server', async () => {
  const roll = dice(4);
  const model = new TCModel(vendorList());
  model.cmpId = 31;
  model.vendorsDisclosed.set(VENDORS);
  const tcString = TCString.encode(model);
  let refused = 0;
  for (let round = 0; round < 200; round += 1) {
    const at = roll(tcString.length);
    const bent = `${tcString.slice(0, at)}${['', '.', '_', 'A', '~'][roll(5)]}${tcString.slice(at + roll(3))}`;
    const { status, body } = await ask('/v1/signals', { tcString: bent });
    assert.ok(status === 200 || (status === 400 && body.code.startsWith('signal_')), `${bent}: ${status}`);
    refused += Number(status === 400);
  }
  assert.ok(refused > 50, `only ${refused} of 200 were refused`);
});

test('Global Privacy Control is supported as the specification has it', async () => {
  const answer = await fetch(`${telos.url}/.well-known/gpc.json`);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
  const { gpc, lastUpdate } = await answer.json();
  assert.equal(gpc, true);
  assert.match(lastUpdate, /^\d{4}-\d{2}-\d{2}/);
});
