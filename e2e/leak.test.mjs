// What no purpose may hold goes nowhere: not to disk, log, metrics, pages, answers or the live stream, by whatever way
// it comes in. And what is held cannot be read from the data directory alone.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEYS } from './lib/keys.mjs';
import { marked } from './lib/marked.mjs';
import { filesBelow, markers } from './lib/markers.mjs';
import { CATALOG, runTelos, startTelos } from './lib/telos.mjs';

/** Text of the test catalog, which is stored in clear: a search that does not find it finds nothing. */
const IN_CLEAR = 'We keep what we need to serve you.';

/** How many pages of the console are looked at. */
const CONSOLE_PAGES_MAX = 300;

/** How many messages, with a value of how many bytes each, tell whether such values are written. */
const ROOM_MESSAGES = 50;
const ROOM_BYTES = 800;

const PURPOSES = ['shop/service', 'shop/advice'];

/** Routes that take one message, by its type. */
const SINGLE = {
  identify: ['/v1/identify', '/v1/i'],
  track: ['/v1/track', '/v1/t'],
  page: ['/v1/page', '/v1/p'],
  screen: ['/v1/screen', '/v1/s'],
  group: ['/v1/group', '/v1/g'],
  alias: ['/v1/alias', '/v1/a'],
  consent: ['/v1/consents'],
};
const BATCHES = ['/v1/batch', '/v1/b', '/v1/import', `/beacon/v1/batch?writeKey=${KEYS.server}`];

const forbidden = markers();
const permitted = markers();
const answers = [];
const { people, messageIds, message, address } = marked(forbidden, permitted);
const imports = [];
let telos;
let stream;
let stored;

before(async () => {
  telos = await startTelos({ log: 'debug' });
  stream = await follow();
  await sendEveryWay();
  await importFile('over-http', ['--url', telos.url, '--write-key', KEYS.server]);
  await sendWhatIsTurnedAway();
  await askWithMarkers();
  await readEverything();
  await readConsole();
  await stream.stop();
  // What is still in the journal, and what a stopped server leaves.
  stored = read(telos.store);
  await telos.end();
  const { store, keyFile } = telos;
  await importFile('into-the-store', ['--store', store, '--key-file', keyFile, '--catalog', CATALOG]);
  stored.push(...read(telos.store));
});

after(() => telos?.stop());

test('messages with markers were kept, so that there was something to leave out', () => {
  const kept = answers.filter(({ name, body }) => name.startsWith('POST') && body.includes('"status":"kept"'));
  assert.ok(kept.length >= 20, `${kept.length} answers of kept messages`);
  assert.ok(forbidden.known.size > 500, `${forbidden.known.size} forms of markers`);
  const seen = answers.filter(({ body }) => permitted.in(body).length > 0);
  assert.ok(seen.length > 0, 'the purpose that may see them sees the permitted values');
});

test('no marker is in the data directory', () => {
  assert.ok(stored.some(({ bytes }) => bytes.includes(IN_CLEAR)), 'the search finds what is there in clear');
  nowhere(forbidden, stored);
});

test('no permitted identifier or value is in the data directory in clear', () => {
  assert.ok(permitted.known.size > 100, `${permitted.known.size} forms of permitted values`);
  nowhere(permitted, stored);
});

test('no marker and no permitted value is in the log', () => {
  const log = telos.log();
  assert.match(log, /DEBUG/, 'it logs at debug');
  nowhere(forbidden, [{ name: 'log', bytes: log }]);
  nowhere(permitted, [{ name: 'log', bytes: log }]);
});

test('no marker is in any answer, page or metric', () => {
  assert.ok(answers.some(({ name }) => name === 'GET /metrics'));
  nowhere(forbidden, answers.map(({ name, body }) => ({ name, bytes: body })));
});

test('neither metrics nor error bodies have a permitted value', () => {
  const told = answers.filter(({ name, status }) => name === 'GET /metrics' || status >= 400);
  assert.ok(told.length > 30, `${told.length} answers`);
  nowhere(permitted, told.map(({ name, body }) => ({ name, bytes: body })));
});

test('what an import prints, and the file of rejected rows, have no value of a row', () => {
  assert.equal(imports.length, 2);
  for (const { code, name, bytes } of imports) {
    assert.equal(code, 2, `some rows were rejected, and the rest taken: ${name}\n${bytes}`);
    assert.match(bytes, /kept +3/);
    assert.match(bytes, /identifier_missing/);
  }
  nowhere(forbidden, imports);
  nowhere(permitted, imports);
});

test('every page of the console was looked at', () => {
  const pages = answers.filter(({ name, status }) => name.startsWith('GET /console') && status === 200);
  assert.ok(pages.length > 10, pages.map(({ name }) => name).join('\n'));
  const person = pages.filter(({ body }) => permitted.in(body).length > 0);
  assert.ok(person.length > 0, 'a person\'s page shows what its purpose may see');
});

test('the live stream tells outcomes and no value', () => {
  assert.match(stream.text(), /event: outcome/);
  nowhere(forbidden, [{ name: 'live', bytes: stream.text() }]);
  nowhere(permitted, [{ name: 'live', bytes: stream.text() }]);
});

test('what no purpose may hold takes no room on the disk, sealed or not', async () => {
  const own = await startTelos();
  try {
    const grownBy = async (traits) => {
      const before = bytesWritten(own.store);
      for (let number = 0; number < ROOM_MESSAGES; number += 1) {
        const body = JSON.stringify({ userId: randomBytes(8).toString('hex'), traits: { first_name: 'Ada', ...traits() } });
        const headers = { ...JSON_TYPE, ...AUTHORIZED };
        const answer = await fetch(`${own.url}/v1/identify`, { method: 'POST', headers, body });
        assert.equal(answer.status, 200);
      }
      return bytesWritten(own.store) - before;
    };
    const noise = () => randomBytes(ROOM_BYTES).toString('base64').slice(0, ROOM_BYTES);
    const without = await grownBy(() => ({}));
    for (const name of ['taste', 'diagnosis', 'undeclared']) {
      const withIt = await grownBy(() => ({ [name]: noise() }));
      const more = (withIt - without) / ROOM_MESSAGES;
      assert.ok(more < ROOM_BYTES / 4, `${name}: each message wrote ${more} bytes more, for a value of ${ROOM_BYTES}`);
    }
    // The measure finds a value of the same size that is held.
    const held = await grownBy(() => ({ street: noise() }));
    assert.ok((held - without) / ROOM_MESSAGES > ROOM_BYTES / 2, 'a value that is held takes room');
  } finally {
    await own.stop();
  }
});

/** How many bytes of a store's files are not zero: journals are laid out ahead of their use. */
function bytesWritten(directory) {
  let count = 0;
  for (const { bytes } of read(directory)) for (const byte of bytes) count += byte === 0 ? 0 : 1;
  return count;
}

test('bad input of every kind was refused, never a fault of the server', () => {
  for (const { name, status } of answers) assert.ok(status < 500, `${name} answered ${status}`);
});

function nowhere(values, places) {
  const found = places.flatMap(({ name, bytes }) => values.in(bytes).map((meaning) => `${name}: ${meaning}`));
  assert.deepEqual(found, []);
}

/** Every file of a directory, as it is now. */
function read(directory) {
  return filesBelow(directory).map((name) => ({ name, bytes: fs.readFileSync(name) }));
}

// --- What is sent ---

/** Imports a file of rows with markers, with a mapping that names fields that no purpose may hold. */
async function importFile(way, target) {
  const bad = (place) => forbidden.make(`${place} of a row ${way}`);
  const good = (place) => permitted.make(`${place} of a row ${way}`);
  const header = ['user', 'name', 'email', 'taste', 'diagnosis', 'ip', bad('name of a column')];
  const row = (user) => [user, good('first_name'), `${good('email')}@shop.example`, bad('taste'), bad('diagnosis'), address('row', way), bad('column that is not mapped')];
  const rows = [1, 2, 3].map(() => row(good('userId')));
  const rejected = [row(''), [...row(bad('user of a long row')), bad('one column too many')]];
  const mapping = [
    `name = "leak-${way}"`,
    'source = "server"',
    '[file]',
    'format = "csv"',
    '[[message]]',
    'type = "identify"',
    '[message.identifiers]',
    'user_id = "{user}"',
    '[message.traits]',
    'first_name = "{name}"',
    'email = "{email}"',
    'taste = "{taste}"',
    'diagnosis = "{diagnosis}"',
    '[message.context]',
    'ip = "{ip}"',
  ];
  const file = path.join(telos.directory, `${way}.csv`);
  const rejects = path.join(telos.directory, `${way}.rejects.csv`);
  const mapped = path.join(telos.directory, `${way}.toml`);
  fs.writeFileSync(file, `${[header, ...rows, ...rejected].map((cells) => cells.join(',')).join('\n')}\n`);
  fs.writeFileSync(mapped, `${mapping.join('\n')}\n`);
  people.push(...rows.map(([user]) => ['user_id', user]));
  const { code, stdout, stderr } = await runTelos(['import', file, '--mapping', mapped, '--rejects', rejects, ...target], { seconds: 60 });
  const written = fs.existsSync(rejects) ? fs.readFileSync(rejects, 'utf8') : 'no file of rejected rows';
  imports.push({ name: `import ${way}`, code, bytes: `${stdout}\n${stderr}\n${written}` });
}

/** Signs in to the console and follows every link there is, for people of the run too. */
async function readConsole() {
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: telos.url };
  const wrong = await ask('POST', '/console/enter', form, `key=${forbidden.make('wrong console key')}`);
  assert.equal(wrong.status, 403);
  const entered = await ask('POST', '/console/enter', form, `key=${KEYS.console}`);
  assert.equal(entered.status, 303, entered.body);
  const headers = { cookie: /telos[\w-]*=[^;"]+/.exec(entered.body)[0] };
  const waiting = ['/console', '/console/people', '/console/today'];
  for (const [kind, value] of people.slice(0, 5)) {
    const asked = new URLSearchParams({ kind, value, purpose: 'shop/service' });
    const found = await ask('POST', '/console/people', { ...form, ...headers }, String(asked));
    assert.equal(found.status, 303, found.body);
    waiting.push(found.location);
  }
  const seen = new Set(waiting);
  while (waiting.length > 0) {
    const { body } = await ask('GET', waiting.pop(), headers);
    for (const [, link] of body.matchAll(/(?:href|src|hx-get|data-src)="(\/console[^"#]*)/g)) {
      const next = link.replaceAll('&amp;', '&');
      // The stream of the console has no end.
      if (seen.has(next) || seen.size > CONSOLE_PAGES_MAX || next.startsWith('/console/live')) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const AUTHORIZED = { authorization: basic(KEYS.server) };

async function sendEveryWay() {
  const noise = () => ({
    'user-agent': forbidden.make('User-Agent'),
    referer: `https://${forbidden.make('Referer')}/`,
    cookie: `id=${forbidden.make('Cookie')}`,
    'x-forwarded-for': forbidden.also('198.51.100.213', 'X-Forwarded-For'),
    'x-request-id': forbidden.make('X-Request-Id'),
    anonymousid: forbidden.make('AnonymousId'),
  });
  for (const [type, paths] of Object.entries(SINGLE)) {
    for (const path of paths) await post(path, message(type, path), { ...AUTHORIZED, ...noise() });
  }
  for (const path of BATCHES) {
    const batch = Object.keys(SINGLE).map((type) => message(type, path));
    const headers = path.startsWith('/beacon') ? { 'content-type': 'text/plain' } : AUTHORIZED;
    await post(path, { batch, context: {}, [forbidden.make('member of an envelope')]: 1 }, { ...headers, ...noise() });
  }
  const browser = { ...message('track', 'the key in the body'), writeKey: KEYS.browser };
  await post('/v1/t', browser, { 'content-type': 'text/plain', origin: 'https://shop.example' });
  const symptom = { type: 'track', event: 'Symptom Reported', userId: forbidden.make('userId of a forgotten event') };
  await post('/v1/track', { ...symptom, properties: { symptom: forbidden.make('forgotten property') } }, AUTHORIZED);
}

async function sendWhatIsTurnedAway() {
  const m = (meaning) => forbidden.make(meaning);
  const rejected = [
    { type: 'track', event: m('unknown event'), userId: m('userId of an unknown event') },
    { type: 'track', event: 7, userId: m('userId beside a bad event') },
    { type: 'track', userId: m('userId without an event') },
    { type: m('unknown type'), userId: m('userId of an unknown type') },
    { type: 'track', event: 'Order Completed', properties: { order_id: m('property of nobody') } },
    { type: 'track', event: 'Order Completed', userId: m('userId with a bad time'), timestamp: m('bad time') },
    { type: 'track', event: 'Order Completed', userId: { [m('name in a userId')]: m('object as userId') } },
    { type: 'track', event: 'Order Completed', userId: m('userId with bad properties'), properties: m('as text') },
    { type: 'identify', userId: `${m('overlong userId')}${'x'.repeat(600)}` },
    { type: 'identify', userId: `${m('userId with controls')}\u0000\u001b[31m\n` },
    { type: 'identify', userId: 'undefined', traits: { undeclared: m('trait of nobody') } },
    { type: 'identify', messageId: `${m('overlong messageId')}${'x'.repeat(200)}`, userId: m('userId beside it') },
    { type: 'consent', userId: m('userId of a bad consent'), consents: [{ purpose: m('purpose'), act: 'grant' }] },
    { type: 'consent', userId: m('userId of a bad act'), consents: [{ purpose: 'service', act: m('act') }] },
    { type: 'consent', userId: m('userId of a bad actor'), consents: [{ purpose: 'service', act: 'grant', actor: m('actor') }] },
    { type: 'consent', userId: m('userId of an undeclared member'), consents: [{ purpose: 'service', act: 'grant', [m('undeclared member')]: m('its value') }] },
    { type: 'identify', userId: m('userId of a large message'), traits: { first_name: m('large').repeat(2000) } },
  ];
  for (const bad of rejected) {
    await post(`/v1/${SINGLE[bad.type] ? SINGLE[bad.type][0].slice(4) : 'track'}`, bad, AUTHORIZED);
    await post('/v1/batch', { batch: [bad] }, AUTHORIZED);
  }
  const broken = [
    `{"type":"track","event":"${m('truncated JSON')}`,
    `{"a":"${m('duplicate key')}","${m('name')}":1,"a":"${m('duplicate')}"}`,
    `{"batch":"${m('text as batch')}"}`,
    `{"batch":[{"userId":"${m('broken item')}"},{"userId":"${m('broken item')}" nonsense}]}`,
    `{"${m('name')}":${'['.repeat(30)}1${']'.repeat(30)}}`,
    `{"traits":{${`"${m('name that comes twice')}":1,`.repeat(2)}"x":1}}`,
    Buffer.concat([Buffer.from(`{"userId":"${m('not UTF-8')}`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    `${m('no JSON')}`,
  ];
  for (const body of broken) {
    for (const path of ['/v1/track', '/v1/batch']) await post(path, body, AUTHORIZED);
    await post('/v1/batch', body, { ...AUTHORIZED, 'content-encoding': 'gzip' });
  }
  const plain = { type: 'track', event: 'Order Completed', userId: m('userId under a wrong key') };
  await post('/v1/track', plain, { authorization: basic(m('wrong key in the header')) });
  await post('/v1/track', plain, { authorization: `Bearer ${m('wrong scheme')}` });
  await post('/v1/track', { ...plain, writeKey: m('wrong key in the body') });
  await post(`/beacon/v1/batch?writeKey=${m('wrong key in the query')}`, { batch: [plain] });
  await post('/v1/track', plain, { ...AUTHORIZED, 'content-encoding': m('encoding') });
}

/** Questions whose addresses, queries, headers and bodies have markers. */
async function askWithMarkers() {
  const m = (meaning) => encodeURIComponent(`${forbidden.make(meaning)}`);
  const paths = [
    () => `/v1/profiles/${m('kind')}/${m('value')}?purpose=shop/service`,
    () => `/v1/profiles/user_id/${m('unknown person')}?purpose=shop/service`,
    () => `/v1/profiles/user_id/${m('person')}?purpose=${m('purpose')}&${m('parameter')}=1`,
    () => `/v1/profiles/email/${m('email')}%40shop.example?purpose=shop/service&withheld=${m('flag')}`,
    () => `/v1/profiles/person/${m('person')}?purpose=shop/service`,
    () => `/v1/profiles/user_id/${m('person')}/timeline?purpose=shop/service&before=${m('cursor')}&limit=${m('limit')}`,
    () => `/v1/profiles/user_id/${m('person')}/timeline?purpose=shop/service&before=${m('cursor')}`,
    () => `/v1/profiles/user_id/${m('person')}/permissions`,
    () => `/v1/profiles/user_id/${m('person')}/why`,
    () => `/v1/events/${m('messageId')}?source=${m('source')}`,
    () => `/v1/events/${m('messageId')}`,
    () => `/v1/counts?day=${m('day')}`,
    () => `/v1/live?${m('parameter')}=1`,
    () => `/v1/projects/${m('write key')}/settings`,
    () => `/sourceConfig/?writeKey=${m('write key')}`,
    () => `/console/people/${m('person')}`,
    () => `/console/${m('page')}`,
    () => `/${m('path')}/${m('path')}?${m('query')}`,
    () => `/v1/profiles/user_id/%ff${m('bad path')}?purpose=shop/service`,
  ];
  const keys = [{ authorization: `Bearer ${KEYS.machine}` }, { authorization: `Bearer ${forbidden.make('machine key')}` }, {}];
  for (const headers of keys) {
    // Last, since with the right key and an unknown parameter it streams.
    for (const path of paths) await ask('GET', path(), headers);
    const word = () => forbidden.make('word of a question');
    const question = { who: { kind: 'user_id', value: word() }, operation: 'read', purpose: 'shop/service', categories: ['identity'] };
    const questions = [
      question,
      { ...question, purpose: word() },
      { ...question, operation: word() },
      { ...question, categories: [word()], recipient: word() },
      { ...question, jurisdictions: [word()] },
      { ...question, [word()]: word() },
      { ...question, contact: { channel: word(), topic: word() } },
      { questions: [question, { [word()]: word() }] },
      word(),
    ];
    for (const body of questions) await ask('POST', '/v1/decisions', { ...JSON_TYPE, ...headers }, JSON.stringify(body));
    await ask('POST', '/v1/unmerge', { ...JSON_TYPE, ...headers }, JSON.stringify({ a: word(), [word()]: word() }));
    await ask(`X${forbidden.make('method').toUpperCase()}`, '/v1/track', headers);
    await ask('DELETE', `/v1/track/${forbidden.make('path')}`, headers);
  }
}

/** Everything that can be read about the people of the run, the metrics, and every page of the console. */
async function readEverything() {
  const headers = { authorization: `Bearer ${KEYS.machine}` };
  for (const [kind, value] of people) {
    for (const purpose of PURPOSES) {
      await ask('GET', `/v1/profiles/${kind}/${value}?purpose=${purpose}&withheld=true`, headers);
      await ask('GET', `/v1/profiles/${kind}/${value}/timeline?purpose=${purpose}&limit=200`, headers);
    }
    for (const part of ['permissions', 'why']) await ask('GET', `/v1/profiles/${kind}/${value}/${part}`, headers);
  }
  for (const id of messageIds) await ask('GET', `/v1/events/${id}`, headers);
  for (const path of ['/v1/counts', '/v1/catalog', '/metrics', '/openapi.json', '/healthz']) await ask('GET', path, headers);
}

async function post(path, body, headers = {}) {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return ask('POST', path, { ...JSON_TYPE, ...headers }, bytes);
}

/** Sends a request and keeps its answer, body and headers, for the search. */
async function ask(method, path, headers, body) {
  const aborted = AbortSignal.timeout(path.startsWith('/v1/live') ? 300 : 20_000);
  const answer = await fetch(telos.url + path, { method, headers, body, signal: aborted, redirect: 'manual' });
  const text = await answer.text().catch(() => '');
  const name = `${shape(method)} ${path.startsWith('/metrics') ? path : shape(path)}`;
  const location = answer.headers.get('location');
  // A redirect to the sign-in names the page that was asked for, to whoever asked for it.
  const told = [...answer.headers].filter(([header]) => header !== 'location');
  const answered = { name, status: answer.status, location, body: `${JSON.stringify(told)}\n${text}` };
  answers.push(answered);
  return answered;
}

/** A path without what was asked for, to name it in a failure. */
const shape = (path) => path.split('?')[0].replace(/zq[0-9a-f]+/gi, '*');

/** Collects the live stream. */
async function follow() {
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${KEYS.machine}` };
  const answer = await fetch(`${telos.url}/v1/live`, { headers, signal: stop.signal });
  assert.equal(answer.status, 200);
  let text = '';
  const reading = (async () => {
    for await (const chunk of answer.body) text += Buffer.from(chunk).toString('latin1');
  })().catch(() => {});
  return {
    text: () => text,
    async stop() {
      await sleep(500);
      stop.abort();
      await reading;
    },
  };
}

function basic(key) {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
}
