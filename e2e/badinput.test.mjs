// Whatever comes in, the server says what is wrong with it, and goes on. A full disk turns writes away and loses nothing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { KEYS } from './lib/keys.mjs';
import { count, eventually, explain, profile, trait } from './lib/read.mjs';
import { CATALOG, runTelos, startTelos } from './lib/telos.mjs';

const MIB = 1024 * 1024;

/** How long the store may take to find that there is room again. */
const ROOM_SECONDS_MAX = 30;

let telos;

before(async () => {
  telos = await startTelos();
});

after(() => telos?.stop());

const auth = (key) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
const nested = (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const track = (rest) => JSON.stringify({ type: 'track', event: 'Order Completed', userId: 'u-bad', ...rest });

/** Requests that are refused as a whole: what is sent, the status and the code of the problem. */
const REFUSED = [
  ['no key', track(), {}, 401, 'write_key_missing'],
  ['an unknown key', track(), auth('wk_unknown'), 401, 'write_key_unknown'],
  ['an unknown key in the body', track({ writeKey: 'wk_unknown' }), {}, 401, 'write_key_unknown'],
  ['another scheme', track(), { authorization: 'Bearer x' }, 401, 'authorization_bad'],
  ['a header that is no base64', track(), { authorization: 'Basic %%%' }, 401, 'authorization_bad'],
  ['a body over the limit', Buffer.alloc(5 * MIB, ' '), auth(KEYS.server), 413, 'body_too_large'],
  ['a message over the limit', track({ context: { x: 'x'.repeat(40_000) } }), auth(KEYS.server), 400, 'message_too_large'],
  ['nothing', '', auth(KEYS.server), 400, 'json_empty'],
  ['no JSON', 'hello', auth(KEYS.server), 400, 'json_syntax'],
  ['JSON that ends early', '{"type":"track","userId":"u', auth(KEYS.server), 400, 'json_truncated'],
  ['JSON with something behind it', `${track()} x`, auth(KEYS.server), 400, 'json_trailing'],
  ['deeply nested JSON', nested(17), auth(KEYS.server), 400, 'json_too_deep'],
  ['very deeply nested JSON', '['.repeat(30_000), auth(KEYS.server), 400, 'json_too_deep'],
  ['too many values', track({ properties: { list: Array(3000).fill(1) } }), auth(KEYS.server), 400, 'json_too_many_items'],
  ['a key twice', '{"userId":"a","userId":"b"}', auth(KEYS.server), 400, 'json_duplicate_key'],
  ['a key twice, once escaped', '{"userId":"a","user\\u0049d":"b"}', auth(KEYS.server), 400, 'json_duplicate_key'],
  ['invalid UTF-8', Buffer.from('{"userId":"\xff\xfe"}', 'latin1'), auth(KEYS.server), 400, 'json_not_utf8'],
  ['half a surrogate pair', '{"userId":"\\ud800"}', auth(KEYS.server), 400, 'json_bad_string'],
  ['a number beyond all numbers', '{"userId":"a","properties":{"total":1e999}}', auth(KEYS.server), 400, 'json_not_finite'],
  ['a list', '[]', auth(KEYS.server), 400, 'message_not_object'],
  ['gzip that is none', track(), { ...auth(KEYS.server), 'content-encoding': 'gzip' }, 400, 'gzip_bad'],
  ['gzip that ends early', gzipSync(track()).subarray(0, 40), { ...auth(KEYS.server), 'content-encoding': 'gzip' }, 400, 'gzip_truncated'],
  ['a gzip bomb', gzipSync(Buffer.alloc(100 * MIB)), { ...auth(KEYS.server), 'content-encoding': 'gzip' }, 413, 'body_too_large'],
  ['an unknown encoding', track(), { ...auth(KEYS.server), 'content-encoding': 'br' }, 415, 'encoding_unknown'],
  ['an unknown event', track({ event: 'Nobody Knows This' }), auth(KEYS.server), 400, 'event_unknown'],
  ['no event', track({ event: undefined }), auth(KEYS.server), 400, 'event_missing'],
  ['an event that is a number', track({ event: 7 }), auth(KEYS.server), 400, 'event_missing'],
  ['the type of another route', track({ type: 'identify' }), auth(KEYS.server), 400, 'message_type_mismatch'],
  ['nobody', track({ userId: undefined }), auth(KEYS.server), 400, 'identifier_missing'],
  ['a time that is none', track({ timestamp: 'yesterday' }), auth(KEYS.server), 400, 'timestamp_invalid'],
  ['an ancient clock', track({ timestamp: '1804-01-01T00:00:00Z' }), auth(KEYS.server), 400, 'timestamp_ancient'],
  ['an overlong message id', track({ messageId: 'x'.repeat(101) }), auth(KEYS.server), 400, 'message_id_invalid'],
  ['a message id that is a list', track({ messageId: [] }), auth(KEYS.server), 400, 'message_id_invalid'],
  ['a user id that is an object', track({ userId: { $ne: null } }), auth(KEYS.server), 400, 'identifier_unusable'],
  ['a user id of programs for nobody', track({ userId: 'undefined' }), auth(KEYS.server), 400, 'identifier_unusable'],
  ['an overlong user id', track({ userId: 'x'.repeat(10_000) }), auth(KEYS.server), 400, 'identifier_unusable'],
];

for (const [what, body, headers, status, code] of REFUSED) {
  test(`${what} is refused as ${code}`, async () => {
    const answer = await post('/v1/track', body, headers);
    const problem = await answer.json();
    assert.deepEqual([answer.status, problem.code], [status, code]);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
    for (const member of ['type', 'title', 'detail', 'message', 'mend']) assert.ok(problem[member], member);
    assert.equal(problem.status, status);
    await isWell();
  });
}

const BATCHES = [
  ['an object without a batch', '{}', 'json_no_batch'],
  ['a batch that is text', '{"batch":"x"}', 'json_no_batch'],
  ['a list', '[]', 'json_not_an_object'],
  ['two batches', '{"batch":[],"batch":[]}', 'json_duplicate_key'],
  ['too many messages', `{"batch":[${'{},'.repeat(2500)}{}]}`, 'json_too_many_messages'],
  ['a batch that ends early', `{"batch":[${track()}`, 'json_truncated'],
  ['a time of sending that is none', '{"batch":[],"sentAt":"now"}', 'timestamp_invalid'],
];

for (const [what, body, code] of BATCHES) {
  test(`of batches, ${what} is refused as ${code}`, async () => {
    const answer = await post('/v1/batch', body, auth(KEYS.server));
    assert.deepEqual([answer.status, (await answer.json()).code], [400, code]);
  });
}

test('one bad message does not spoil a batch: each has its own reason, and the good ones are kept', async () => {
  const bad = [
    ['{"type":"nonsense","userId":"a"}', 'type_unknown'],
    ['{"userId":"a"}', 'type_unknown'],
    ['7', 'message_not_object'],
    ['null', 'message_not_object'],
    [nested(40), 'json_too_deep'],
    ['{"type":"track","type":"track"}', 'json_duplicate_key'],
    [track({ event: 'Nobody Knows This' }), 'event_unknown'],
    [track({ timestamp: '0001-01-01T00:00:00Z' }), 'timestamp_ancient'],
    [track({ context: { x: 'x'.repeat(33_000) } }), 'message_too_large'],
    [JSON.stringify({ type: 'alias', userId: 'a' }), 'previous_id_missing'],
    [JSON.stringify({ type: 'group', userId: 'a' }), 'group_missing'],
    [JSON.stringify({ type: 'consent', userId: 'a' }), 'consent_empty'],
    [JSON.stringify({ type: 'consent', userId: 'a', consents: [{ purpose: 'none', act: 'grant' }] }), 'purpose_unknown'],
    [JSON.stringify({ type: 'consent', userId: 'a', consents: 'all' }), 'consent_not_list'],
  ];
  const good = (id) => track({ userId: 'u-among-bad', messageId: id });
  const messages = bad.flatMap(([message], index) => [message, good(`among-${index}`)]);
  const answer = await post('/v1/batch', `{"batch":[${messages.join(',')}]}`, auth(KEYS.server));
  assert.equal(answer.status, 200);
  const { results } = await answer.json();
  const codes = results.filter((_, index) => index % 2 === 0).map(({ status, reason }) => [status, reason?.code]);
  assert.deepEqual(codes, bad.map(([, code]) => ['rejected', code]));
  const others = results.filter((_, index) => index % 2 === 1).map(({ status }) => status);
  assert.deepEqual(others, bad.map(() => 'kept'));
  assert.equal(count(await profile(telos, 'user_id', 'u-among-bad'), 'Order Completed'), bad.length);
});

test('a clock that is ahead does not put anything into the future', async () => {
  const ahead = track({ userId: 'u-ahead', messageId: 'ahead', timestamp: '2999-01-01T00:00:00Z' });
  assert.equal((await post('/v1/track', ahead, auth(KEYS.server))).status, 200);
  const found = await explain(telos, 'ahead');
  assert.ok(Date.parse(found.occurred) <= Date.now() + 1000, found.occurred);
  assert.deepEqual(found.findings.map(({ code }) => code), ['future_clock']);
});

test('wrong types of fields are left out by themselves, with their reason', async () => {
  const properties = { order_id: { a: 1 }, total: 'much', currency: ['EUR'] };
  assert.equal((await post('/v1/track', track({ messageId: 'types', properties }), auth(KEYS.server))).status, 200);
  const found = await explain(telos, 'types');
  assert.ok(found.findings.length >= 3, JSON.stringify(found.findings));
  for (const { code } of found.findings) assert.equal(code, 'wrong_type');
});

test('hostile identifiers are text like any other', async () => {
  const hostile = [
    "'; DROP TABLE people; --",
    '../../../etc/passwd',
    '<script>alert(1)</script>',
    '{{7*7}}${7*7}#{7*7}',
    '%00%0a%2e%2e%2f',
    'a/b?c=d&e#f',
    '\u202egpj.exe',
    'Ａｄａ',
    '😀'.repeat(20),
    '__proto__',
    'user_id:other',
    '"quoted"\\',
  ];
  for (const [index, userId] of hostile.entries()) {
    const answer = await post('/v1/track', track({ userId, messageId: `hostile-${index}` }), auth(KEYS.server));
    assert.equal(answer.status, 200, userId);
  }
  for (const [index, userId] of hostile.entries()) {
    const person = await profile(telos, 'user_id', userId);
    assert.equal(count(person, 'Order Completed'), 1, `${index}: ${userId}`);
  }
});

test('a connection that ends within its body writes nothing and harms nobody', async () => {
  const whole = Buffer.from(JSON.stringify({ batch: [{ type: 'track', event: 'Order Completed', userId: 'u-cut', messageId: 'cut' }] }));
  const head = `POST /v1/batch HTTP/1.1\r\nHost: telos\r\nAuthorization: ${auth(KEYS.server).authorization}\r\n`;
  const cuts = [
    [`${head}Content-Length: ${whole.length}\r\n\r\n`, whole.subarray(0, whole.length - 1)],
    [`${head}Content-Length: ${whole.length + 10}\r\n\r\n`, whole],
    [`${head}Transfer-Encoding: chunked\r\n\r\n${whole.length.toString(16)}\r\n`, whole],
    [`${head}Content-Len`, Buffer.alloc(0)],
  ];
  for (const [start, body] of cuts) await sendAndHangUp(start, body);
  await isWell();
  assert.equal(await explain(telos, 'cut'), undefined);
});

const RAW = [
  ['a request that is no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['a head without end', `GET / HTTP/1.1\r\nHost: t\r\nX: ${'x'.repeat(600_000)}\r\n\r\n`, /^HTTP\/1\.1 4\d\d /],
  ['two lengths', 'POST /v1/track HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\n{}', /^HTTP\/1\.1 400 /],
  ['a length that is none', 'POST /v1/track HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['a chunk that is none', `POST /v1/track HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`, /^HTTP\/1\.1 400 /],
  ['a path that cannot be', 'GET /v1/profiles/%ff/%fe?purpose=%ff HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
  ['an unknown method', 'BREW /v1/track HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 405 /],
];

for (const [what, request, wanted] of RAW) {
  test(`${what} is answered and the server goes on`, async () => {
    assert.match(await raw(request), wanted);
    await isWell();
  });
}

test('a second server on the same store is refused, and says why', async () => {
  const second = await runTelos(serve(telos));
  assert.notEqual(second.code, 0);
  assert.match(second.stderr, /another process|in use|already open/i);
  assert.doesNotMatch(second.stderr, /panicked/);
  await isWell();
});

test('a key file that is not the one of the store is refused, and nothing is changed', async () => {
  const own = await startTelos();
  try {
    await post('/v1/identify', JSON.stringify({ userId: 'u-key', traits: { first_name: 'Ada' } }), auth(KEYS.server), own);
    await own.end();
    const other = path.join(own.directory, 'other.key');
    const made = await startTelos();
    fs.copyFileSync(made.keyFile, other);
    await made.stop();
    const wrong = await runTelos(serve({ ...own, keyFile: other }));
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.stderr, /key/);
    assert.doesNotMatch(wrong.stderr, /panicked/);
    fs.writeFileSync(other, 'no key at all');
    const broken = await runTelos(serve({ ...own, keyFile: other }));
    assert.notEqual(broken.code, 0);
    assert.match(broken.stderr, /key file/);
    const absent = await runTelos(serve({ ...own, keyFile: path.join(own.directory, 'absent.key') }));
    assert.notEqual(absent.code, 0);
    assert.match(absent.stderr, /missing/);
    const inside = await runTelos(serve({ ...own, keyFile: path.join(own.store, 'inside.key') }));
    assert.notEqual(inside.code, 0);
    await own.restart();
    assert.equal(trait(await profile(own, 'user_id', 'u-key'), 'first_name'), 'Ada');
  } finally {
    await own.stop();
  }
});

test('a full disk turns writes away, reads go on, and nothing that was acknowledged is lost', async () => {
  const own = await startTelos();
  try {
    const taken = [];
    const turnedAway = [];
    const send = async () => {
      const messageId = `disk-${taken.length + turnedAway.length}`;
      const answer = await post('/v1/track', track({ userId: 'u-disk', messageId }), auth(KEYS.server), own);
      (answer.status === 200 ? taken : turnedAway).push(messageId);
      return answer;
    };
    for (let index = 0; index < 20; index += 1) assert.equal((await send()).status, 200);
    own.fillDisk();
    for (let index = 0; index < 20; index += 1) {
      const answer = await send();
      assert.equal(answer.status, 503);
      assert.match(answer.headers.get('retry-after'), /^[1-9]\d*$/);
      assert.equal((await answer.json()).code, 'not_writable');
      assert.equal(count(await profile(own, 'user_id', 'u-disk'), 'Order Completed'), taken.length, 'reads go on');
    }
    assert.equal((await fetch(`${own.url}/readyz`)).status, 503);
    assert.equal((await fetch(`${own.url}/healthz`)).status, 200);
    own.makeRoom();
    const again = await eventually(ROOM_SECONDS_MAX, send, ({ status }) => status === 200);
    assert.equal(again.status, 200, 'writes come back');
    assert.equal((await fetch(`${own.url}/readyz`)).status, 200);
    // What was turned away is sent again, as the SDKs do.
    for (const messageId of turnedAway.splice(0)) {
      const answer = await post('/v1/track', track({ userId: 'u-disk', messageId }), auth(KEYS.server), own);
      assert.equal(answer.status, 200);
      taken.push(messageId);
    }
    await own.kill();
    await own.restart();
    for (const id of taken) assert.ok(await explain(own, id), `${id} was acknowledged`);
    assert.equal(count(await profile(own, 'user_id', 'u-disk'), 'Order Completed'), taken.length);
    assert.doesNotMatch(own.log(), /panicked/);
  } finally {
    await own.stop();
  }
});

test('after all this the server has not panicked once', () => {
  assert.doesNotMatch(telos.log(), /panicked/);
});

/** A good message is taken and counted, so that the server is alive and right. */
let wellMessages = 0;
async function isWell() {
  wellMessages += 1;
  const answer = await post('/v1/track', track({ userId: 'u-well' }), auth(KEYS.server));
  assert.equal(answer.status, 200);
  assert.equal(count(await profile(telos, 'user_id', 'u-well'), 'Order Completed'), wellMessages);
}

function post(address, body, headers, server = telos) {
  return fetch(server.url + address, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

/** Sends the start of a request and ends the connection. */
async function sendAndHangUp(start, body) {
  const socket = net.connect(new URL(telos.url).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(start);
  await new Promise((resolve) => socket.write(body, resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
}

/** Sends bytes as they are, and gives what comes back until the server ends the connection. */
async function raw(request) {
  const socket = net.connect(new URL(telos.url).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data.toString('latin1')));
  socket.on('error', () => {});
  socket.write(request);
  const ended = once(socket, 'close');
  const timer = setTimeout(() => socket.destroy(), 3000);
  await ended.catch(() => {});
  clearTimeout(timer);
  return answer;
}

function serve({ store, keyFile }) {
  return ['serve', '--store', store, '--key-file', keyFile, '--catalog', CATALOG, '--listen', '127.0.0.1:0'];
}
