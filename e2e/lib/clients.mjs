// The six stock SDKs behind one shape, each as its maker ships it.
//
// A client has `identify(userId, traits)`, `track(userId, event, properties)`, `page(userId, name, properties)`,
// `group(userId, groupId, traits)` and `alias(userId, previousId)`, each resolving to the message id once the SDK has
// taken the message in; `flush()`, which resolves when the SDK holds nothing back; `failures`, what the SDK gave up
// on; and `close()`.
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Analytics as SegmentAnalytics } from '@segment/analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** More tries than an outage of a test can use up: the SDKs' own default of 3 to 10 is for shorter ones. */
const RETRIES_MAX = 1000;

/** How long a client may take to hand over what it holds. */
const FLUSH_SECONDS_MAX = 120;

/** npm `@segment/analytics-node`. */
export function segmentNode({ url, key }) {
  const failures = [];
  const analytics = new SegmentAnalytics({
    writeKey: key,
    host: url,
    flushAt: 10,
    flushInterval: 200,
    maxRetries: RETRIES_MAX,
  });
  analytics.on('error', (error) => failures.push(String(error.reason ?? error.code)));
  let refusals = 0;
  analytics.on('http_response', ({ status }) => (refusals += status === 429 ? 1 : 0));
  const pending = new Set();
  const send = (call, message) => {
    const messageId = `node-${randomUUID()}`;
    const settled = new Promise((resolve) => {
      analytics[call]({ ...message, messageId }, resolve);
    }).finally(() => pending.delete(settled));
    pending.add(settled);
    return Promise.resolve(messageId);
  };
  return {
    name: '@segment/analytics-node',
    failures,
    /** How often the server said that it was too much. */
    refusals: () => refusals,
    ...calls(send),
    flush: () => within(FLUSH_SECONDS_MAX, 'segment-node flush', Promise.all(pending)),
    close: () => analytics.closeAndFlush({ timeout: 5000 }),
  };
}

/** npm `@rudderstack/rudder-sdk-node`. */
export function rudderNode({ url, key }) {
  const failures = [];
  const analytics = new RudderAnalytics(key, {
    dataPlaneUrl: url,
    flushAt: 10,
    flushInterval: 200,
    retryCount: RETRIES_MAX,
    logLevel: 'none',
    errorHandler: (error) => failures.push(error.message),
  });
  const pending = new Set();
  const send = (call, message) => {
    const messageId = randomUUID();
    const settled = new Promise((resolve) => {
      analytics[call]({ ...message, messageId }, resolve);
    }).finally(() => pending.delete(settled));
    pending.add(settled);
    return Promise.resolve(messageId);
  };
  return {
    name: '@rudderstack/rudder-sdk-node',
    failures,
    ...calls(send),
    flush: () => within(FLUSH_SECONDS_MAX, 'rudder-node flush', Promise.all(pending)),
    close: () => analytics.flush(),
  };
}

/** The calls of both Node SDKs, which take one message object. */
function calls(send) {
  return {
    identify: (userId, traits) => send('identify', { userId, traits }),
    track: (userId, event, properties) => send('track', { userId, event, properties }),
    page: (userId, name, properties) => send('page', { userId, name, properties }),
    group: (userId, groupId, traits) => send('group', { userId, groupId, traits }),
    alias: (userId, previousId) => send('alias', { userId, previousId }),
  };
}

/** PyPI `segment-analytics-python`. */
export const segmentPython = (settings) => python('segment', 'segment-analytics-python', settings);

/** PyPI `rudder-sdk-python`. */
export const rudderPython = (settings) => python('rudder', 'rudder-sdk-python', settings);

function python(sdk, name, { url, key }) {
  const child = spawn(path.join(ROOT, '.venv/bin/python'), [path.join(ROOT, 'clients/python_sdk.py'), sdk, url, key], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  process.on('exit', () => child.kill('SIGKILL'));
  const waiting = [];
  const failures = [];
  let complaints = '';
  child.stderr.on('data', (text) => (complaints = (complaints + text).slice(-2000)));
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    failures.splice(0, failures.length, ...answer.failures);
    waiting.shift().resolve(answer);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`${name} ended with ${code}: ${complaints}`));
  });
  const ask = (call, given) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify({ call, arguments: given })}\n`);
    });
  const send = async (call, given) => (await ask(call, given)).messageId;
  return {
    name,
    failures,
    identify: (user_id, traits) => send('identify', { user_id, traits }),
    track: (user_id, event, properties) => send('track', { user_id, event, properties }),
    page: (user_id, pageName, properties) => send('page', { user_id, name: pageName, properties }),
    group: (user_id, group_id, traits) => send('group', { user_id, group_id, traits }),
    alias: (user_id, previous_id) => send('alias', { user_id, previous_id }),
    flush: () => within(FLUSH_SECONDS_MAX, `${name} flush`, ask('flush')),
    async close() {
      await within(10, `${name} close`, ask('close')).catch(() => child.kill('SIGKILL'));
      child.stdin.end();
    },
  };
}

/** npm `@segment/analytics-next` in a page. It tries up to 100 times when told so, never more. */
export const segmentBrowser = ({ options = {}, ...settings }) => {
  const own = { httpConfig: { backoffConfig: { maxRetryCount: 100 } }, ...options.integrations?.['Segment.io'] };
  const integrations = { ...options.integrations, 'Segment.io': own };
  return inBrowser('segment', '@segment/analytics-next', { ...settings, options: { ...options, integrations } });
};

/** npm `@rudderstack/analytics-js` in a page. */
export const rudderBrowser = ({ options = {}, ...settings }) => {
  const queueOptions = { maxAttempts: RETRIES_MAX, ...options.queueOptions };
  return inBrowser('rudder', '@rudderstack/analytics-js', { ...settings, options: { ...options, queueOptions } });
};

/** A browser SDK knows its user, so `identify` is what says who the later calls are about. */
async function inBrowser(sdk, name, { browser, url, key, options }) {
  const tab = await browser.open();
  const { page } = tab;
  const start = () =>
    within(
      20,
      `${name} ready (${tab.printed.join('; ')})`,
      page.evaluate(([which, settings]) => window.open_sdk(which, settings), [sdk, { url, key, options }]),
    );
  await start();
  const send = (call, ...given) =>
    page.evaluate(([which, values]) => window.client[which](...values), [call, given]);
  return {
    name,
    tab,
    failures: tab.failures,
    identify: (userId, traits) => send('identify', userId, traits),
    track: (_userId, event, properties) => send('track', event, properties),
    page: (_userId, pageName, properties) => send('page', pageName, properties),
    group: (_userId, groupId, traits) => send('group', groupId, traits),
    alias: (userId, previousId) => send('alias', userId, previousId),
    /** Browser SDKs have no flush: what they hold goes out by itself as long as the page is open. */
    flush: async () => {},
    /** The visitor goes on to the next page; the SDK takes along what it still holds. */
    async nextPage() {
      await page.reload();
      await start();
    },
    close: () => tab.close(),
  };
}

/** Fails with what was being waited for when `promise` takes longer than `seconds`. */
export function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
