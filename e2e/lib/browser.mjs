// A real Chromium and a page that it opens from an origin of its own, so that CORS is exercised.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, '..');

/** Background chatter is off: a test page talks to loopback addresses only. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const FILES = {
  '/': ['text/html; charset=utf-8', 'fixtures/page.html'],
  '/sdk/segment.js': ['text/javascript', 'node_modules/@segment/analytics-next/dist/umd/index.js'],
  '/sdk/rudder.js': [
    'text/javascript',
    'node_modules/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js',
  ],
};

/** Starts Chromium alone. */
export const launchChromium = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGUMENTS,
    headless: true,
  });

/** Starts Chromium and the server of the test page. */
export async function startBrowser() {
  const browser = await launchChromium();
  const server = http.createServer((request, response) => {
    const file = FILES[new URL(request.url, 'http://page').pathname];
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': file[0] });
    fs.createReadStream(path.join(ROOT, file[1])).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    /** The test page as a new visitor opens it, with the requests it makes, what it prints, and what its SDK gives up on. */
    async open() {
      const visitor = await browser.newContext();
      const page = await visitor.newPage();
      const requests = [];
      const printed = [];
      const failures = [];
      await page.exposeFunction('gave_up', (reason) => failures.push(reason));
      page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
      page.on('console', (message) => printed.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => printed.push(`pageerror: ${error.message}`));
      await page.goto(`${origin}/`);
      return { page, requests, printed, failures, close: () => visitor.close() };
    },
    async stop() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
