// A destination of each kind besides HTTP, at a real server, that is given all a template can name; and all that ever
// arrived there, as text, so that what should not have is found. A kind more is one function more.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startKafka } from './kafka.mjs';
import { mails, mqttSubscriber, natsClient, server } from './servers.mjs';

const NAME = `doors_${process.pid}`;

/** All of an event that a template can name. */
const ALL = 'id = "{delivery.id}", who = "{identifier.user_id}", purchase = "{event.property.order_id}", name = "{trait.first_name}", everything = "{event.properties}", traits = "{traits}", ids = "{identifiers}"';

/** What every destination says. One that fails three times in a row gives up. */
const about = (name, kind, seconds = 2) => `
[destination.${name}]
kind = "${kind}"
brand = "shop"
recipient = "mailer"
purposes = ["letters"]
categories = ["identity", "contact", "transaction"]
inside = "loopback"
identifiers = ["user_id"]
traits = ["first_name"]
events = ["Order Completed"]
pace = { requests_max = 1000, at_once_max = 4, wait_seconds_max = ${seconds}, attempts_max = 3, give_up_hours = 0 }
`;

/** Rows go to two tables, and nothing is ever taken out of them. */
const tables = (name, orders, people) => `
[destination.${name}.send.event]
tables = ["${orders}"]
key = { id = "{delivery.id}" }
columns = { who = "{identifier.user_id}", purchase = "{event.property.order_id}", name = "{trait.first_name}", everything = "{event.properties}", traits = "{traits}", ids = "{identifiers}" }
[destination.${name}.send.traits]
tables = ["${people}"]
key = { who = "{identifier.user_id}" }
columns = { name = "{trait.first_name}", traits = "{traits}", permitted = true }
[destination.${name}.send.suppress]
tables = ["${people}"]
key = { who = "{identifiers.user_id}" }
columns = { permitted = false }
[destination.${name}.send.delete]
tables = ["${orders}", "${people}"]
key = { who = "{identifiers.user_id}" }
`;

const lines = (text) => text.split('\n').filter(Boolean);

/** Tables of PostgreSQL, and every state that a row of them ever had. */
function postgres() {
  const { host, port } = server('TELOS_TEST_POSTGRES');
  const sql = (text) => execFileSync('psql', ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', `postgres://telos@${host}/postgres`, '-c', text],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  sql(`CREATE TABLE ${NAME} (id text PRIMARY KEY, who text, purchase text, name text, everything jsonb, traits jsonb, ids jsonb);
    CREATE TABLE ${NAME}_people (who text PRIMARY KEY, name text, traits jsonb, permitted boolean);
    CREATE TABLE ${NAME}_seen (at bigserial, row text);
    CREATE FUNCTION ${NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO ${NAME}_seen (row) VALUES (row_to_json(NEW)::text); RETURN NEW; END $$;
    CREATE TRIGGER seen AFTER INSERT OR UPDATE ON ${NAME} FOR EACH ROW EXECUTE FUNCTION ${NAME}();
    CREATE TRIGGER seen AFTER INSERT OR UPDATE ON ${NAME}_people FOR EACH ROW EXECUTE FUNCTION ${NAME}()`);
  return {
    port: Number(port),
    declared: (name, at) => about(name, 'postgres')
      + `url = "postgres://telos@127.0.0.1:${at}/postgres"\ntls = false\n${tables(name, NAME, `${NAME}_people`)}`,
    raw: async () => sql(`SELECT row FROM ${NAME}_seen ORDER BY at`),
    orders: async () => lines(sql(`SELECT row_to_json(${NAME})::text FROM ${NAME}`)).map((line) => JSON.parse(line)),
    told: async (who) => Number(sql(`SELECT count(*) FROM ${NAME}_people WHERE who = '${who}' AND NOT permitted`)),
    stop: () => sql(`DROP TABLE ${NAME}, ${NAME}_people, ${NAME}_seen; DROP FUNCTION ${NAME}()`),
  };
}

/** Tables of MariaDB, and every state that a row of them ever had. */
function mysql() {
  const { port } = server('TELOS_TEST_MYSQL');
  const sql = (text) => execFileSync('mariadb', ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`,
    '--user=telos', '--password=telos', '--batch', '--raw', '--skip-column-names', `--execute=${text}`], { encoding: 'utf8' });
  const key = 'VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
  const row = (columns) => `JSON_OBJECT(${columns.map((name) => `'${name}', NEW.${name}`).join(', ')})`;
  const [orders, people] = [['id', 'who', 'purchase', 'name', 'everything', 'traits', 'ids'], ['who', 'name', 'traits', 'permitted']];
  const seen = (table, columns) => ['INSERT', 'UPDATE'].map((act) =>
    `CREATE TRIGGER ${NAME}.${table}_${act} AFTER ${act} ON ${NAME}.${table} FOR EACH ROW INSERT INTO ${NAME}.seen (line) VALUES (${row(columns)});`).join('\n');
  sql(`CREATE DATABASE ${NAME};
    CREATE TABLE ${NAME}.orders (id ${key} PRIMARY KEY, who ${key}, purchase TEXT, name TEXT, everything TEXT, traits TEXT, ids TEXT);
    CREATE TABLE ${NAME}.people (who ${key} PRIMARY KEY, name TEXT, traits TEXT, permitted BOOLEAN);
    CREATE TABLE ${NAME}.seen (at BIGINT AUTO_INCREMENT PRIMARY KEY, line TEXT);
    ${seen('orders', orders)} ${seen('people', people)}`);
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-mysql-'));
  fs.writeFileSync(path.join(home, 'password'), 'telos\n');
  return {
    port: Number(port),
    declared: (name, at) => about(name, 'mysql')
      + `url = "mysql://telos@127.0.0.1:${at}/${NAME}"\ntls = false\nsecret = "file:${home}/password"\n${tables(name, 'orders', 'people')}`,
    raw: async () => sql(`SELECT line FROM ${NAME}.seen ORDER BY at`),
    orders: async () => lines(sql(`SELECT JSON_OBJECT('id', id, 'who', who, 'purchase', purchase) FROM ${NAME}.orders`)).map((line) => JSON.parse(line)),
    told: async (who) => Number(sql(`SELECT count(*) FROM ${NAME}.people WHERE who = '${who}' AND NOT permitted`)),
    stop() {
      sql(`DROP DATABASE ${NAME}`);
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

const spoken = (place) => `
send.event = { ${place} = "${NAME}/event", body = { ${ALL} } }
send.traits = { ${place} = "${NAME}/traits", body = { who = "{identifier.user_id}", traits = "{traits}" } }
send.suppress = { ${place} = "${NAME}/suppress", body = { who = "{identifier.user_id}" } }
send.delete = { ${place} = "${NAME}/delete", body = { who = "{identifier.user_id}" } }
`;

/** What was said at addresses that end so. */
const said = (all, end) => all.filter(({ to }) => to.endsWith(end)).map(({ text }) => JSON.parse(text));

/** A stream of NATS. */
async function nats() {
  const { port } = server('TELOS_TEST_NATS');
  const client = await natsClient(Number(port), NAME);
  const hour = 3_600_000_000_000;
  await client.ask(`$JS.API.STREAM.CREATE.${NAME}`, { name: NAME, subjects: [`${NAME}.>`], storage: 'file', duplicate_window: hour });
  const all = async () => {
    const { state } = await client.ask(`$JS.API.STREAM.INFO.${NAME}`, {});
    const found = [];
    for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
      const { message } = await client.ask(`$JS.API.STREAM.MSG.GET.${NAME}`, { seq });
      const text = Buffer.from(message.data ?? '', 'base64').toString('utf8');
      found.push({ to: message.subject, head: Buffer.from(message.hdrs ?? '', 'base64').toString('utf8'), text });
    }
    return found;
  };
  return {
    port: Number(port),
    declared: (name, at) => `${about(name, 'nats')}url = "nats://127.0.0.1:${at}"\nstream = "${NAME}"\n${spoken('subject').replaceAll(`${NAME}/`, `${NAME}.`)}`,
    raw: async () => JSON.stringify(await all()),
    orders: async () => said(await all(), '.event'),
    told: async (who) => said(await all(), '.suppress').filter((one) => one.who === who).length,
    inOrder: true,
    async stop() {
      await client.ask(`$JS.API.STREAM.DELETE.${NAME}`, {});
      client.end();
    },
  };
}

/** Topics of an MQTT broker, with a subscriber that is always there. */
async function mqtt() {
  const { port } = server('TELOS_TEST_MQTT');
  const all = [];
  const socket = await mqttSubscriber(Number(port), NAME, `${NAME}/#`, (to, text) => all.push({ to, text }));
  return {
    port: Number(port),
    declared: (name, at) => `${about(name, 'mqtt')}url = "mqtt://127.0.0.1:${at}"\n${spoken('topic')}`,
    raw: async () => JSON.stringify(all),
    // Whoever honours the key takes each once.
    orders: async () => [...new Map(said(all, '/event').map((one) => [one.id, one])).values()],
    told: async (who) => new Set(said(all, '/suppress').filter((one) => one.who === who).map(({ who }) => who)).size,
    inOrder: true,
    stop: () => socket.end(),
  };
}

/** Files below a directory of this host, or of the server that has a bucket there; whoever is suppressed gets a row. */
function files(home, place, kept) {
  const all = () => fs.readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const read = (file) => {
    try {
      return fs.readFileSync(file, 'utf8');
    } catch {
      return ''; // A note that is gone meanwhile.
    }
  };
  const rows = (under) => all().filter((file) => file.includes(`/${under}/`) && file.endsWith('.jsonl'))
    .flatMap((file) => lines(read(file))).map((line) => JSON.parse(line));
  return {
    declared: (destination, at) => `${about(destination, 'files', 10)}${place(at)}
format = "jsonl"
key = "who"
age_seconds = 1
[destination.${destination}.send.event]
path = "orders/{year}"
columns = { ${ALL} }
[destination.${destination}.send.traits]
path = "people"
columns = { who = "{identifier.user_id}", traits = "{traits}" }
[destination.${destination}.send.suppress]
act = "append"
path = "suppressed"
columns = { who = "{identifier.user_id}" }
[destination.${destination}.send.delete]
`,
    raw: async () => all().map((file) => `${file}\n${read(file)}`).join('\n'),
    orders: async () => rows('orders'),
    told: async (who) => rows('suppressed').filter((one) => one.who === who).length,
    stop: () => [home, ...kept].forEach((directory) => fs.rmSync(directory, { recursive: true, force: true })),
  };
}

/** A bucket of a server that speaks S3. */
function bucket() {
  const { port, username, password } = server('TELOS_TEST_S3');
  const name = NAME.replaceAll('_', '-');
  const home = path.join(process.env.TELOS_TEST_S3_BUCKETS, name);
  fs.mkdirSync(home);
  fs.chmodSync(home, 0o777);
  const secrets = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-s3-'));
  fs.writeFileSync(path.join(secrets, 'access'), username);
  fs.writeFileSync(path.join(secrets, 'secret'), password);
  const place = (at) => `place = "s3://${name}/raw"\nendpoint = "http://127.0.0.1:${at}"\naccess_key = "file:${secrets}/access"\nsecret_key = "file:${secrets}/secret"`;
  return { port: Number(port), ...files(home, place, [secrets]) };
}

/** A directory of this host, which fails while it is not there. */
function folder() {
  const above = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-folder-'));
  const home = path.join(above, 'out');
  fs.mkdirSync(home);
  const door = files(home, () => `place = "file://${home}"`, [above]);
  return {
    ...door,
    declared: (name) => door.declared(name).replace('inside = "loopback"\n', ''),
    close: () => fs.renameSync(home, `${home}-away`),
    mend: () => fs.renameSync(`${home}-away`, home),
  };
}

/** A mailbox. */
function mailbox() {
  const { port } = server('TELOS_TEST_SMTP');
  const address = `${NAME}@doors.example`;
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-mail-'));
  fs.writeFileSync(path.join(home, 'password'), 'telos\n');
  const text = 'Order {event.property.order_id} of {identifier.user_id}, {trait.first_name}\\n{event.properties}\\n{traits}\\n{identifiers}';
  return {
    port: Number(port),
    declared: (name, at) => `${about(name, 'email', 5)}
url = "smtp://127.0.0.1:${at}"
tls = false
user = "telos"
password = "file:${home}/password"
from = "telos@doors.example"
to = ["${address}"]
age_seconds = 1
send.event = { subject = "Orders", text = "${text}", row = { ${ALL} } }
send.traits = { subject = "People", text = "{identifier.user_id} {traits}" }
send.suppress = { subject = "Stop {identifier.user_id}", text = "{identifiers}" }
send.delete = { subject = "Delete {identifier.user_id}", text = "{identifiers}" }
`,
    raw: async () => mails(address).map((mail) => JSON.stringify(mail)).join('\n'),
    async orders() {
      const rows = mails(address).flatMap((mail) => mail.rows).map(({ data }) => data);
      // Whoever honours the key takes each once.
      return [...new Map(rows.map((one) => [one.id, one])).values()];
    },
    told: async (who) => new Set(mails(address).map((mail) => Object.fromEntries(mail.headers).subject).filter((subject) => subject === `Stop ${who}`)).size,
    stop: () => fs.rmSync(home, { recursive: true, force: true }),
  };
}

/** A topic of Kafka. */
async function kafka() {
  const broker = await startKafka(NAME);
  const values = async () => (await broker.values()).map((value) => JSON.parse(value));
  const to = `topic = "${NAME}", key = "{identifier.user_id}"`;
  return {
    ...broker,
    declared: (name, at) => `${about(name, 'kafka')}url = "kafka://127.0.0.1:${at}"
send.event = { ${to}, body = { act = "event", ${ALL} } }
send.traits = { ${to}, body = { act = "traits", who = "{identifier.user_id}", traits = "{traits}" } }
send.suppress = { ${to}, body = { act = "suppress", who = "{identifier.user_id}" } }
send.delete = { ${to}, body = { act = "delete", who = "{identifier.user_id}" } }
`,
    raw: async () => JSON.stringify(await broker.values()),
    // Whoever honours the key takes each once.
    orders: async () => [...new Map((await values()).filter(({ act }) => act === 'event').map((one) => [one.id, one])).values()],
    told: async (who) => new Set((await values()).filter((one) => one.act === 'suppress' && one.who === who).map((one) => one.who)).size,
    inOrder: true,
  };
}

/** Every kind by its name. */
export const DOORS = { postgres, mysql, nats, mqtt, kafka, bucket, folder, mailbox };
