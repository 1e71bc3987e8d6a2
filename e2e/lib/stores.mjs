// Real servers that data goes to, as `cargo xtask test` starts them: what each is declared as, and what it has taken.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startKafka } from './kafka.mjs';
import { mails, mqttSubscriber, natsClient, server } from './servers.mjs';

const NAME = `faults_${process.pid}`;

/** What every destination of the fault run says. */
const about = (name, kind) => `
[destination.${name}]
kind = "${kind}"
brand = "shop"
recipient = "mailer"
purposes = ["letters"]
categories = ["identity", "contact", "transaction"]
inside = "loopback"
identifiers = ["user_id"]
events = ["Order Completed"]
pace = { requests_max = 1000, at_once_max = 4, wait_seconds_max = 2, attempts_max = 1000 }
`;

const tables = (table) => `
[destination.NAME.send.event]
tables = ["${table}"]
key = { delivery = "{delivery.id}" }
columns = { who = "{identifier.user_id}", purchase = "{event.property.order_id}" }
[destination.NAME.send.suppress]
act = "delete"
tables = ["${table}"]
key = { who = "{identifiers.user_id}" }
[destination.NAME.send.delete]
tables = ["${table}"]
key = { who = "{identifiers.user_id}" }
`;

const rows = (text) => text.split('\n').filter(Boolean).map((line) => {
  const [id, user, order] = line.split('\t');
  return { id, user, order };
});

/** A table of PostgreSQL. */
export function postgres() {
  const { host, port } = server('TELOS_TEST_POSTGRES');
  const sql = (text) => execFileSync('psql', ['-X', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1',
    `postgres://telos@${host}/postgres`, '-c', text], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  sql(`CREATE TABLE ${NAME} (delivery text PRIMARY KEY, who text NOT NULL, purchase text NOT NULL); CREATE INDEX ON ${NAME} (who)`);
  return {
    port: Number(port),
    lets_go: true,
    declared: (name, at) => about(name, 'postgres')
      + `url = "postgres://telos@127.0.0.1:${at}/postgres"\ntls = false\n${tables(NAME).replaceAll('NAME', name)}`,
    taken: async () => rows(sql(`SELECT delivery, who, purchase FROM ${NAME}`)),
    stop: () => sql(`DROP TABLE ${NAME}`),
  };
}

/** A table of MariaDB. */
export function mysql() {
  const { port } = server('TELOS_TEST_MYSQL');
  const sql = (text) => execFileSync('mariadb', ['--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`,
    '--user=telos', '--password=telos', '--batch', '--skip-column-names', `--execute=${text}`], { encoding: 'utf8' });
  const column = 'VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL';
  sql(`CREATE DATABASE ${NAME}; CREATE TABLE ${NAME}.orders (delivery ${column} PRIMARY KEY, who ${column}, purchase ${column}, INDEX (who))`);
  const password = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telos-mysql-')), 'password');
  fs.writeFileSync(password, 'telos\n');
  return {
    port: Number(port),
    lets_go: true,
    declared: (name, at) => about(name, 'mysql')
      + `url = "mysql://telos@127.0.0.1:${at}/${NAME}"\ntls = false\nsecret = "file:${password}"\n${tables('orders').replaceAll('NAME', name)}`,
    taken: async () => rows(sql(`SELECT delivery, who, purchase FROM ${NAME}.orders`)),
    stop() {
      sql(`DROP DATABASE ${NAME}`);
      fs.rmSync(path.dirname(password), { recursive: true, force: true });
    },
  };
}

/** A stream of NATS that keeps each key once. */
export async function nats() {
  const { port } = server('TELOS_TEST_NATS');
  const client = await natsClient(Number(port), NAME);
  const hour = 3_600_000_000_000;
  await client.ask(`$JS.API.STREAM.CREATE.${NAME}`, { name: NAME, subjects: [`${NAME}.>`], storage: 'file', duplicate_window: hour });
  return {
    port: Number(port),
    lets_go: false,
    declared: (name, at) => `${about(name, 'nats')}
url = "nats://127.0.0.1:${at}"
stream = "${NAME}"
send.event = { subject = "${NAME}.event", body = { id = "{delivery.id}", user = "{identifier.user_id}", order = "{event.property.order_id}" } }
send.suppress = { subject = "${NAME}.suppress", body = { user = "{identifier.user_id}" } }
send.delete = { subject = "${NAME}.delete", body = { user = "{identifier.user_id}" } }
`,
    async taken() {
      const { state } = await client.ask(`$JS.API.STREAM.INFO.${NAME}`, {});
      const all = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const { message } = await client.ask(`$JS.API.STREAM.MSG.GET.${NAME}`, { seq });
        if (message.subject === `${NAME}.event`) all.push(JSON.parse(Buffer.from(message.data, 'base64').toString('utf8')));
      }
      return all;
    },
    async stop() {
      await client.ask(`$JS.API.STREAM.DELETE.${NAME}`, {});
      client.end();
    },
  };
}

/** Topics of an MQTT broker, with a subscriber that is always there. */
export async function mqtt() {
  const { port } = server('TELOS_TEST_MQTT');
  const got = [];
  const socket = await mqttSubscriber(Number(port), NAME, `${NAME}/event`, (_, text) => got.push(JSON.parse(text)));
  return {
    port: Number(port),
    lets_go: false,
    declared: (name, at) => `${about(name, 'mqtt')}
url = "mqtt://127.0.0.1:${at}"
send.event = { topic = "${NAME}/event", body = { id = "{delivery.id}", user = "{identifier.user_id}", order = "{event.property.order_id}" } }
send.suppress = { topic = "${NAME}/suppress", body = { user = "{identifier.user_id}" } }
send.delete = { topic = "${NAME}/delete", body = { user = "{identifier.user_id}" } }
`,
    // Whoever honours the key takes each once.
    taken: async () => [...new Map(got.map((one) => [one.id, one])).values()],
    stop: () => socket.end(),
  };
}

/** A topic of a Kafka broker of the test's own. */
export async function kafka() {
  const broker = await startKafka(NAME);
  return {
    ...broker,
    lets_go: false,
    declared: (name, at) => `${about(name, 'kafka')}
url = "kafka://127.0.0.1:${at}"
send.event = { topic = "${NAME}", key = "{identifier.user_id}", body = { id = "{delivery.id}", user = "{identifier.user_id}", order = "{event.property.order_id}" } }
send.suppress = { topic = "${NAME}", key = "{identifier.user_id}" }
send.delete = { topic = "${NAME}", key = "{identifier.user_id}" }
`,
    // Whoever honours the key takes each once. What has no value takes back what was kept by its key.
    async taken() {
      const all = (await broker.values()).map((value) => JSON.parse(value));
      return [...new Map(all.map((one) => [one.id, one])).values()];
    },
  };
}

/** A bucket of a server that speaks S3. */
export function bucket() {
  const { port, username, password } = server('TELOS_TEST_S3');
  const name = NAME.replaceAll('_', '-');
  const home = path.join(process.env.TELOS_TEST_S3_BUCKETS, name);
  fs.mkdirSync(home);
  fs.chmodSync(home, 0o777);
  const secrets = fs.mkdtempSync(path.join(os.tmpdir(), 'telos-s3-'));
  fs.writeFileSync(path.join(secrets, 'access'), username);
  fs.writeFileSync(path.join(secrets, 'secret'), password);
  return {
    port: Number(port),
    lets_go: true,
    declared: (destination, at) => `${about(destination, 'files').replace('wait_seconds_max = 2', 'wait_seconds_max = 10')}
place = "s3://${name}/raw"
endpoint = "http://127.0.0.1:${at}"
access_key = "file:${secrets}/access"
secret_key = "file:${secrets}/secret"
format = "jsonl"
key = "user"
age_seconds = 2
[destination.${destination}.send.event]
path = "orders/{year}/{month}/{day}"
columns = { id = "{delivery.id}", user = "{identifier.user_id}", order = "{event.property.order_id}" }
[destination.${destination}.send.suppress]
[destination.${destination}.send.delete]
`,
    async taken() {
      const files = fs.readdirSync(home, { recursive: true }).filter((file) => file.endsWith('.jsonl'));
      const lines = files.flatMap((file) => fs.readFileSync(path.join(home, file), 'utf8').split('\n'));
      return lines.filter(Boolean).map((line) => JSON.parse(line));
    },
    stop() {
      for (const directory of [home, secrets]) fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A mailbox, whose relay keeps what it takes. */
export function mailbox() {
  const { port } = server('TELOS_TEST_SMTP');
  const address = `${NAME}@faults.example`;
  const password = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'telos-mail-')), 'password');
  fs.writeFileSync(password, 'telos\n');
  return {
    port: Number(port),
    lets_go: false,
    declared: (name, at) => `${about(name, 'email')}
url = "smtp://127.0.0.1:${at}"
tls = false
user = "telos"
password = "file:${password}"
from = "telos@faults.example"
to = ["${address}"]
age_seconds = 2
send.event = { subject = "Orders", text = "{event.property.order_id}", row = { user = "{identifier.user_id}", order = "{event.property.order_id}" } }
send.suppress = { subject = "Stop", text = "{identifier.user_id}" }
send.delete = { subject = "Delete", text = "{identifier.user_id}" }
`,
    // Whoever honours the key takes each row once.
    async taken() {
      const rows = mails(address).flatMap((mail) => mail.rows).map(({ delivery, data }) => ({ id: delivery, ...data }));
      return [...new Map(rows.map((one) => [one.id, one])).values()];
    },
    stop: () => fs.rmSync(path.dirname(password), { recursive: true, force: true }),
  };
}
