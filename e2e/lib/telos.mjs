// The real binary as a test's server: started on a free port, killed, restarted where it was, cleaned up.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from './clients.mjs';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const BINARY = process.env.TELOS_BIN ?? path.join(ROOT, '../target/release/telos');
export const CATALOG = path.join(ROOT, 'catalog');

const START_SECONDS_MAX = 20;
const STOP_SECONDS_MAX = 20;

/** How much of the server's log a failed test shows. */
const LOG_CHARACTERS_MAX = 8000;

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts Telos on an empty store of its own. */
export async function startTelos({ catalog = CATALOG } = {}) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-e2e-'));
  let server = await launch(directory, catalog, 0);
  const telos = {
    directory,
    /** Stays the same over restarts. */
    url: server.url,
    /** What the server has logged since its first start, the last of it. */
    log: () => server.log(),
    /** `kill -9`: no goodbye, no flush. */
    async kill() {
      const gone = once(server.child, 'exit');
      server.child.kill('SIGKILL');
      await within(STOP_SECONDS_MAX, 'the end of a killed server', gone);
      running.delete(server.child);
    },
    /** Starts it again on the same store and port. */
    async restart() {
      server = await launch(directory, catalog, new URL(server.url).port, server.log());
    },
    /** Ends it as an operator would, and removes what it stored. */
    async stop() {
      if (server.child.exitCode === null && server.child.signalCode === null) {
        const gone = once(server.child, 'exit');
        server.child.kill('SIGTERM');
        await within(STOP_SECONDS_MAX, 'the end of a stopped server', gone);
      }
      running.delete(server.child);
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
  return telos;
}

async function launch(directory, catalog, port, earlierLog = '') {
  const child = spawn(
    BINARY,
    [
      'serve',
      '--store',
      path.join(directory, 'store'),
      '--key-file',
      path.join(directory, 'master.key'),
      '--catalog',
      catalog,
      '--listen',
      `127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.add(child);
  let log = earlierLog;
  child.stderr.on('data', (text) => (log = (log + text).slice(-LOG_CHARACTERS_MAX)));
  const url = await within(START_SECONDS_MAX, 'the start of the server', listening(child, () => log));
  await within(START_SECONDS_MAX, 'the readiness of the server', ready(url));
  return { child, url, log: () => log };
}

/** The address of the line `listening on http://...`. */
function listening(child, log) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`the server ended with ${code ?? signal}:\n${log()}`)));
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
}

async function ready(url) {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
