// The real binary as a test's server: started on a free port, killed, restarted where it was, cleaned up.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from './clients.mjs';
import { KEYS, MACHINES } from './keys.mjs';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
export const BINARY = process.env.TELOS_BIN ?? path.join(ROOT, '../target/release/telos');
export const CATALOG = path.join(ROOT, 'catalog');

const START_SECONDS_MAX = 20;
const STOP_SECONDS_MAX = 20;

/** How much of the server's log a failed test shows. */
const LOG_CHARACTERS_MAX = 8000;

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts Telos on an empty store of its own.
 *
 * `log` is what it logs, as `TELOS_LOG` says it; `flags` go to the command as they are.
 */
export async function startTelos({ catalog = CATALOG, log = 'info', flags = [] } = {}) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-e2e-'));
  const place = {
    directory,
    store: path.join(directory, 'store'),
    keyFile: path.join(directory, 'master.key'),
    keys: path.join(directory, 'keys.toml'),
    consoleKey: path.join(directory, 'console.key'),
    log: path.join(directory, 'telos.log'),
  };
  fs.writeFileSync(place.consoleKey, KEYS.console);
  fs.writeFileSync(place.keys, keysFile());
  const start = (port) => launch(place, ['--catalog', catalog, '--listen', `127.0.0.1:${port}`, '--log', log, ...flags]);
  let server = await start(0);
  const ended = (signal) => end(server.child, signal);
  return {
    ...place,
    /** Stays the same over restarts. */
    url: server.url,
    pid: () => server.child.pid,
    /** What the server has logged since its first start, all of it. */
    log: () => fs.readFileSync(place.log, 'utf8'),
    /** `kill -9`: no goodbye, no flush. */
    kill: () => ended('SIGKILL'),
    /** Ends it as an operator would. */
    end: () => ended('SIGTERM'),
    /** Starts it again on the same store and port. */
    async restart() {
      server = await start(new URL(server.url).port);
    },
    /** From now on every write to a file fails, as on a disk that is full. */
    fillDisk: () => limitFiles(server.child.pid, '1'),
    /** Writes succeed again. */
    makeRoom: () => limitFiles(server.child.pid, 'unlimited'),
    /** Ends it as an operator would, and removes what it stored. */
    async stop() {
      await ended('SIGTERM');
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs Telos to its end and gives its exit code and what it printed. */
export async function runTelos(args, { seconds = START_SECONDS_MAX } = {}) {
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (text) => (printed[stream] += text));
  try {
    const [code, signal] = await within(seconds, `telos ${args[0]}`, once(child, 'close'));
    return { code: code ?? signal, ...printed };
  } finally {
    child.kill('SIGKILL');
    running.delete(child);
  }
}

/** The machine keys as the server reads them: by their hashes. */
function keysFile() {
  const entry = ({ name, key, roles, purposes }) =>
    [
      '[[key]]',
      `name = "${name}"`,
      `sha256 = "${createHash('sha256').update(key).digest('hex')}"`,
      `roles = ${JSON.stringify(roles)}`,
      `purposes = ${JSON.stringify(purposes)}`,
    ].join('\n');
  return `${MACHINES.map(entry).join('\n\n')}\n`;
}

async function end(child, signal) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await within(STOP_SECONDS_MAX, `the end of the server by ${signal}`, gone);
  }
  running.delete(child);
}

/** The largest file that a process may write, in bytes; its own to lower and to raise again, without any privilege. */
function limitFiles(pid, bytes) {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}

/** Takes a write over the limit as an error, which it is on a full disk, and not as the signal that ends a program. */
const WITHOUT_SIGNAL = ['/bin/sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh'];

async function launch(place, options) {
  const { store, keyFile, keys, consoleKey } = place;
  const files = ['--store', store, '--key-file', keyFile, '--keys', keys, '--console-key-file', consoleKey];
  const serve = ['serve', ...files, ...options];
  const [command, ...args] = [...WITHOUT_SIGNAL, BINARY, ...serve];
  const logFile = fs.openSync(place.log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', logFile] });
  fs.closeSync(logFile);
  running.add(child);
  const log = () => fs.readFileSync(place.log, 'utf8').slice(-LOG_CHARACTERS_MAX);
  const url = await within(START_SECONDS_MAX, 'the start of the server', listening(child, log));
  await within(START_SECONDS_MAX, 'the readiness of the server', ready(url));
  return { child, url };
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
