// The README's tour, pasted block by block into a shell as it stands, says what the text around it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { within } from './lib/clients.mjs';
import { BINARY } from './lib/telos.mjs';

const README = path.join(path.dirname(fileURLToPath(import.meta.url)), '../README.md');
const BLOCK_SECONDS_MAX = 30;

let shell;
let blocks;

before(() => {
  const text = fs.readFileSync(README, 'utf8');
  const tour = /<!-- tour:start -->(.*)<!-- tour:end -->/s.exec(text)[1];
  blocks = [...tour.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
  shell = openShell();
});

after(() => shell?.close());

test('the tour has the blocks that this suite knows', () => {
  assert.equal(blocks.length, 7);
});

test('a catalog is written and checked, and the server comes up', async () => {
  const build = 'cargo build --release\ntelos=target/release/telos\n';
  assert.ok(blocks[0].startsWith(build), 'the build is the first thing');
  const printed = await shell.paste(`telos=${BINARY}\n${blocks[0].slice(build.length)}`);
  assert.match(printed, /The catalog is in order/);
  assert.match(printed, /"status":"ok"/);
});

test('an order comes in', async () => {
  const [{ results }] = answers(await shell.paste(blocks[1]));
  assert.deepEqual(results.map(({ messageId, status }) => [messageId, status]), [['m-1', 'kept'], ['m-2', 'kept']]);
});

test('the order desk sees Ada, and where each value comes from', async () => {
  const [ada] = answers(await shell.paste(blocks[2]));
  assert.equal(ada.ground.basis, 'contract');
  const traits = new Map(ada.traits.map((held) => [held.name, held]));
  assert.equal(traits.get('first_name').value, 'Ada');
  assert.equal(traits.get('email').value, 'ada@example.org');
  assert.equal(traits.get('address.country').value, 'DE');
  for (const { provenance } of traits.values()) {
    assert.equal(provenance.source, 'aria-web');
    assert.ok(provenance.purposes.includes('aria/orders'));
  }
  assert.equal(ada.behaviours.find(({ event }) => event === 'Order Completed').count, 1);
});

test('the newsletter may not write to her, and the reason is told', async () => {
  const [decision] = answers(await shell.paste(blocks[3]));
  assert.equal(decision.decision, 'deny');
  assert.ok(decision.reasons.length > 0);
  for (const { code, message } of decision.reasons) assert.ok(code && message);
});

test('a page view is forgotten, and the reason is told', async () => {
  const [{ results }, explained] = answers(await shell.paste(blocks[4]));
  assert.equal(results[0].status, 'forgotten');
  assert.equal(explained.outcome, 'forgotten');
  const analytics = explained.leftOut[0].why.find(({ purpose }) => purpose === 'aria/shop-analytics');
  assert.equal(analytics.code, 'consent_unknown');
});

test('after she agreed, the next page view is kept for that purpose', async () => {
  const [consent, page, explained] = answers(await shell.paste(blocks[5]));
  assert.equal(consent.results[0].status, 'kept');
  assert.equal(page.results[0].status, 'kept');
  assert.equal(explained.outcome, 'kept');
  const url = explained.kept.find(({ name }) => name.endsWith('url'));
  assert.deepEqual(url.purposes, ['aria/shop-analytics']);
});

test('the server stops when it is told to', async () => {
  const printed = await shell.paste(`${blocks[6]}wait\n`);
  assert.match(printed, /stopped/);
  assert.deepEqual(fs.readdirSync(path.join(shell.directory, 'tour')).sort(), ['catalog', 'data', 'keys.toml', 'master.key']);
});

/** The JSON documents that `curl` printed, one behind the other. */
function answers(printed) {
  return printed
    .replaceAll('}{', '}\n{')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

/** A shell in an empty directory, with what is pasted into it and what it then prints. */
function openShell() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-tour-'));
  const child = spawn('bash', ['--norc', '--noprofile'], { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let printed = '';
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      printed += text;
      wake();
    });
  }
  const end = '@@ the block is over @@';
  const over = async () => {
    while (!printed.includes(`${end}\n`)) await new Promise((resolve) => (wake = resolve));
  };
  return {
    directory,
    async paste(block) {
      printed = '';
      child.stdin.write(`${block}\necho; echo '${end}'\n`);
      await within(BLOCK_SECONDS_MAX, `the block:\n${block}`, over()).catch((error) => {
        throw new Error(`${error.message}\nprinted:\n${printed}`);
      });
      return printed.slice(0, printed.indexOf(end));
    },
    close() {
      // The server that the tour started is of the same group.
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // They are gone.
      }
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}
