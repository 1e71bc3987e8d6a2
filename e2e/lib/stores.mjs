// Real servers that data goes to, as `cargo xtask test` starts them: what each is declared as, and what it has taken.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFlaky } from './flaky.mjs';
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

/** As much of MQTT 3.1.1 as a subscriber takes. */
async function mqttSubscriber(port, topic, take) {
  const text = (value) => Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)]);
  const packet = (first, ...parts) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([first, body.length]), body]);
  };
  const socket = net.connect(port, '127.0.0.1');
  let buffer = Buffer.alloc(0);
  const ready = new Promise((resolve) => {
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (;;) {
        let [length, at, more] = [0, 1, 128];
        while (more & 128) {
          if (at >= buffer.length) return;
          more = buffer[at];
          length += (more & 127) << (7 * (at - 1));
          at += 1;
        }
        if (buffer.length < at + length) return;
        const [first, body] = [buffer[0], buffer.subarray(at, at + length)];
        buffer = buffer.subarray(at + length);
        if (first >> 4 === 2) socket.write(packet(0x82, Buffer.from([0, 1]), text(topic), Buffer.from([1])));
        if (first >> 4 === 9) resolve();
        if (first >> 4 === 3) {
          const behind = 2 + body.readUInt16BE(0);
          const quality = (first >> 1) & 3;
          if (quality > 0) socket.write(packet(0x40, body.subarray(behind, behind + 2)));
          take(body.toString('utf8', behind + (quality > 0 ? 2 : 0)));
        }
      }
    });
  });
  socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 0]), text(NAME)));
  await ready;
  return socket;
}

/** A topic of a Kafka broker of the test's own: what it tells clients to come to is the way that breaks off. */
export async function kafka() {
  const program = process.env.TELOS_TEST_KAFKA_SERVER;
  if (!program) throw new Error('TELOS_TEST_KAFKA_SERVER is not set: run this by `cargo xtask servers COMMAND`');
  const port = await freePort();
  const way = await startFlaky(port);
  const own = ['--listener-url', `tcp://127.0.0.1:${port}`, '--advertised-listener-url', `tcp://127.0.0.1:${way.port}`];
  const broker = spawn(program, own, { stdio: 'ignore' });
  const partitions = 3;
  for (;;) {
    try {
      execFileSync(program, ['topic', 'create', '--broker', `tcp://127.0.0.1:${port}`, '--partitions', partitions, NAME], { stdio: 'ignore', timeout: 5_000 });
      break;
    } catch (error) {
      if (broker.exitCode !== null) throw error;
      await sleep(50);
    }
  }
  return {
    port,
    way,
    lets_go: false,
    declared: (name, at) => `${about(name, 'kafka')}
url = "kafka://127.0.0.1:${at}"
send.event = { topic = "${NAME}", key = "{identifier.user_id}", body = { id = "{delivery.id}", user = "{identifier.user_id}", order = "{event.property.order_id}" } }
send.suppress = { topic = "${NAME}", key = "{identifier.user_id}" }
send.delete = { topic = "${NAME}", key = "{identifier.user_id}" }
`,
    // Whoever honours the key takes each once. What has no value takes back what was kept by its key.
    async taken() {
      const all = [];
      for (let partition = 0; partition < partitions; partition += 1) {
        for (const value of await kafkaRecords(port, NAME, partition)) all.push(JSON.parse(value));
      }
      return [...new Map(all.map((one) => [one.id, one])).values()];
    },
    stop: () => broker.kill('SIGKILL'),
  };
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** All values of a partition, by as much of Kafka's protocol as reading takes. */
async function kafkaRecords(port, topic, partition) {
  const values = [];
  let next = 0n;
  for (;;) {
    const records = await kafkaFetch(port, topic, partition, next);
    const before = next;
    for (let at = 0; at + 61 <= records.length;) {
      const first = records.readBigInt64BE(at);
      const end = at + 12 + records.readInt32BE(at + 8);
      if (end > records.length) break;
      const reader = { bytes: records.subarray(at + 61, end), at: 0 };
      for (let count = records.readInt32BE(at + 57); count > 0; count -= 1) {
        const [, , , offset] = [varint(reader), reader.at += 1, varint(reader), varint(reader)];
        const [, value] = [bytesOf(reader), bytesOf(reader)];
        for (let headers = varint(reader); headers > 0; headers -= 1) [bytesOf(reader), bytesOf(reader)];
        if (value && first + BigInt(offset) >= next) values.push(value.toString('utf8'));
      }
      next = first + BigInt(records.readInt32BE(at + 23)) + 1n;
      at = end;
    }
    if (next === before) return values;
  }
}

function varint(reader) {
  let [number, shift] = [0, 0];
  for (;;) {
    const byte = reader.bytes[reader.at];
    reader.at += 1;
    number += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return number % 2 ? -(number + 1) / 2 : number / 2;
    shift += 7;
  }
}

function bytesOf(reader) {
  const length = varint(reader);
  if (length < 0) return undefined;
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

/** The batches behind an offset, in the fourth version of that request. */
async function kafkaFetch(port, topic, partition, offset) {
  const name = Buffer.from(topic);
  const request = Buffer.alloc(57 + name.length);
  let at = 0;
  const put = (size, value) => {
    if (size === 8) request.writeBigInt64BE(value, at);
    else request.writeIntBE(value, at, size);
    at += size;
  };
  const numbers = [[4, request.length - 4], [2, 1], [2, 4], [4, 7], [2, -1], [4, -1], [4, 10], [4, 1], [4, 1 << 24], [1, 0], [4, 1], [2, name.length]];
  for (const [size, value] of numbers) put(size, value);
  name.copy(request, at);
  at += name.length;
  for (const [size, value] of [[4, 1], [4, partition], [8, offset], [4, 1 << 20]]) put(size, value);
  const socket = net.connect(port, '127.0.0.1');
  socket.write(request);
  let answer = Buffer.alloc(0);
  for await (const chunk of socket) {
    answer = Buffer.concat([answer, chunk]);
    if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) break;
  }
  socket.destroy();
  // Length, number, wait, one topic with its name, one partition with its number, error and ends.
  let place = 4 + 4 + 4 + 4 + 2 + name.length + 4 + 4;
  const error = answer.readInt16BE(place);
  if (error !== 0) throw new Error(`Kafka answered with ${error}`);
  place += 2 + 8 + 8;
  const aborted = Math.max(answer.readInt32BE(place), 0);
  place += 4 + 16 * aborted;
  const length = Math.max(answer.readInt32BE(place), 0);
  return answer.subarray(place + 4, place + 4 + length);
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
