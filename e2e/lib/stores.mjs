// Real servers that data goes to, as `cargo xtask test` starts them: what each is declared as, and what it has taken.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const NAME = `faults_${process.pid}`;

/** A server's address, as `cargo xtask servers COMMAND` tells it. */
function server(variable) {
  const text = process.env[variable];
  if (!text) throw new Error(`${variable} is not set: run this by \`cargo xtask servers COMMAND\``);
  return new URL(text);
}

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
