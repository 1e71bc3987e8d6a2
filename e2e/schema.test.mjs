// Whatever `schemathesis` makes up from the OpenAPI document, no answer is a fault of the server or off its schema.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { within } from './lib/clients.mjs';
import { KEYS, PURPOSE } from './lib/keys.mjs';
import { profile } from './lib/read.mjs';
import { startTelos } from './lib/telos.mjs';

const ROOT = path.dirname(fileURLToPath(import.meta.url));

/** The same examples every time, so that a failure can be had again. */
const SEED = 20260503;
const EXAMPLES_MAX = 50;
const RUN_SECONDS_MAX = 150;

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

const BASIC = `authorization:Basic ${Buffer.from(`${KEYS.server}:`).toString('base64')}`;
const BEARER = `authorization:Bearer ${KEYS.machine}`;

/** The live stream has no end to wait for; its suites are others. */
const LIVE = '/v1/live';

let telos;

before(async () => {
  telos = await startTelos();
  const batch = [
    { type: 'identify', userId: 'ada', messageId: 'm-1', traits: { first_name: 'Ada', email: 'ada@shop.example', taste: 'jazz' } },
    { type: 'track', event: 'Order Completed', userId: 'ada', messageId: 'm-2', properties: { order_id: 'o-1', total: 19.9 } },
    { type: 'alias', userId: 'ada', previousId: 'before-ada', messageId: 'm-3' },
  ];
  const headers = { authorization: BASIC.slice(BASIC.indexOf(':') + 1), 'content-type': 'application/json' };
  const answer = await fetch(`${telos.url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
  assert.equal(answer.status, 200);
});

after(() => telos?.stop());

test('what sources send is answered by its schema', async () => {
  await conforms([BASIC], ['--include-tag', 'tracking']);
});

test('what machines ask is answered by its schema', async () => {
  await conforms([BEARER], ['--exclude-tag', 'tracking', '--exclude-path', LIVE]);
});

test('what machines ask about somebody who is known is answered by its schema', async () => {
  const known = { kind: 'user_id', value: 'ada', messageId: 'm-2', purpose: PURPOSE };
  await conforms([BEARER], ['--include-path-regex', '/v1/(profiles|events|consents|preferences)'], known);
  const metrics = await (await fetch(`${telos.url}/metrics`)).text();
  for (const route of ['/v1/consents', '/v1/preferences', '/v1/events/{messageId}', '/v1/profiles/{kind}/{value}', '/v1/profiles/{kind}/{value}/why']) {
    const answered = metrics.split('\n').some((line) => line.includes(`"${route}"`) && line.includes('"200"'));
    assert.ok(answered, `${route} was answered with 200 at least once`);
  }
});

test('without a key everything is answered by its schema', async () => {
  await conforms([], ['--exclude-path', LIVE]);
});

test('after all this the server is alive and right', async () => {
  assert.ok(await profile(telos, 'user_id', 'ada'));
  assert.doesNotMatch(telos.log(), /panicked/);
});

/** Runs schemathesis with headers over part of the document, with parameters that are given and not made up. */
async function conforms(headers, part, parameters = {}) {
  const config = path.join(telos.directory, 'schemathesis.toml');
  const given = Object.entries(parameters).map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`);
  fs.writeFileSync(config, given.length > 0 ? `[parameters]\n${given.join('\n')}\n` : '');
  const args = [
    ...['--config-file', config, 'run', `${telos.url}/openapi.json`],
    ...['--checks', CHECKS.join(','), '--phases', 'examples,coverage,fuzzing', '--continue-on-failure'],
    ...['--max-examples', String(EXAMPLES_MAX), '--seed', String(SEED), '--generation-database', 'none'],
    ...['--request-timeout', '10', '--warnings', 'off', '--no-color'],
    ...headers.flatMap((header) => ['--header', header]),
    ...part,
  ];
  // As a module, so that a moved environment works.
  const child = spawn(path.join(ROOT, '.venv/bin/python'), ['-c', 'from schemathesis.cli import schemathesis; schemathesis()', ...args], {
    cwd: telos.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    const code = await within(RUN_SECONDS_MAX, 'schemathesis', ended);
    assert.equal(code, 0, printed);
    assert.match(printed, /[1-9]\d* generated/, printed);
  } finally {
    child.kill('SIGKILL');
  }
}
