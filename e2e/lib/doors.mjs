// Receivers for what goes out, and a catalog with destinations that lead to them.
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { CATALOG } from './telos.mjs';

/** A purpose on consent that letters are sent for; the people of the suites say yes or no to it. */
const LETTERS = `
[recipient.mailer]
title = "Mailer"
[purpose.letters]
brands = ["shop"]
version = 1
categories = ["identity", "contact", "transaction"]
operations = ["collect", "merge", "read", "send", "replay"]
recipients = ["mailer"]
retention_days = 30
signals = ["marketing"]
basis = { strictest = { kind = "consent", citation = "Rule of the tests" } }
[[purpose.letters.texts]]
version = 1
en = { title = "Letters", body = "We write to you." }
`;

const EVENT = 'id = "{delivery.id}", user = "{identifier.user_id}", order = "{event.property.order_id}", name = "{trait.first_name}", all = "{event.properties}", traits = "{traits}", ids = "{identifiers}"';

/** A destination for letters at a port of this host, with more of its declaration. */
export function letters(name, port, more = '') {
  return `
[destination.${name}]
brand = "shop"
recipient = "mailer"
purposes = ["letters"]
categories = ["identity", "contact", "transaction"]
url = "http://127.0.0.1:${port}"
inside = "loopback"
auth = { kind = "none" }
identifiers = ["user_id"]
traits = ["first_name"]
events = ["Order Completed"]
send.event = { path = "/event", body = { ${EVENT} } }
send.traits = { path = "/traits", body = { id = "{delivery.id}", user = "{identifier.user_id}", traits = "{traits}" } }
send.suppress = { path = "/suppress", body = { id = "{delivery.id}", user = "{identifier.user_id}" } }
send.delete = { path = "/delete", body = { id = "{delivery.id}", user = "{identifier.user_id}" } }
pace = { requests_max = 1000, at_once_max = 8, wait_seconds_max = 2 }
${more}
`;
}

/** The batch of a destination that takes several in one request. */
export const BATCH = 'batch = { items_max = 10, path = "/batch", body = { items = "{items}" } }';

/** The catalog of the suites with these destinations, in a directory of its own. */
export function catalogWith(...destinations) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-doors-'));
  const shop = fs.readFileSync(path.join(CATALOG, 'shop.toml'), 'utf8');
  const source = 'purposes = ["service", "advice"]';
  fs.writeFileSync(path.join(directory, 'shop.toml'), shop.replace(source, 'purposes = ["service", "advice", "letters"]'));
  fs.writeFileSync(path.join(directory, 'doors.toml'), [LETTERS, ...destinations].join('\n'));
  return directory;
}

/**
 * A receiver that keeps all that arrives, as it arrives, and answers what `answer(request)` says: a status, or
 * `undefined` to break off.
 */
export async function startReceiver(answer = () => 200) {
  const receiver = { got: [], answer, delay: 0 };
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const one = {
      at: Date.now(),
      path: request.url,
      key: request.headers['idempotency-key'],
      raw: `${request.url}\n${JSON.stringify(request.headers)}\n${text}`,
      body: text === '' ? undefined : JSON.parse(text),
    };
    const status = receiver.answer(one);
    one.status = status;
    receiver.got.push(one);
    if (receiver.delay > 0) await new Promise((resolve) => setTimeout(resolve, receiver.delay));
    if (status === undefined) return request.socket.destroy();
    response.writeHead(status).end('{}');
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.port = server.address().port;
  receiver.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  /** Cuts every connection that is open. */
  receiver.cut = () => server.closeAllConnections();
  return receiver;
}

/** A destination over HTTP, as one of every kind of door (see `everydoor.mjs`). One that fails three times in a row gives up. */
export async function httpDoor(more = '') {
  const receiver = await startReceiver();
  // For now, for good, and not at all.
  const turns = [503, undefined, 429];
  let turn = 0;
  const pace = 'pace = { requests_max = 1000, at_once_max = 8, wait_seconds_max = 2, attempts_max = 3, give_up_hours = 0 }';
  return {
    port: receiver.port,
    declared: (name, port) => letters(name, port, more).replace(/pace = .*/, pace),
    raw: async () => receiver.got.map(({ raw }) => raw).join('\n'),
    orders: async () => taken(receiver).filter(({ body }) => body.order !== undefined)
      .map(({ body }) => ({ id: body.id, who: body.user, purchase: body.order })),
    told: async (who) => receiver.got.filter((one) => one.status === 200 && one.path === '/suppress' && one.body.user === who).length,
    inOrder: true,
    keepsRefused: true,
    close: () => { receiver.answer = () => turns[(turn += 1) % turns.length]; },
    mend: () => { receiver.answer = () => 200; },
    way: receiver,
    stop() {},
  };
}

/** What a destination's receiver took, each delivery with its own key, also out of batches. */
export function taken(receiver) {
  const all = receiver.got.filter(({ status }) => status === 200);
  return all.flatMap((one) => (one.path === '/batch' ? one.body.items.map((item) => ({ ...one, body: item })) : [one]));
}
