// A Kafka broker of the test's own, and as much of what it speaks as reading takes.
import { execFileSync, spawn } from 'node:child_process';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFlaky } from './flaky.mjs';

const PARTITIONS = 3;

/** A broker with a topic. What it tells clients to come to is a way that breaks off at the word of a test. */
export async function startKafka(topic) {
  const program = process.env.TELOS_TEST_KAFKA_SERVER;
  if (!program) throw new Error('TELOS_TEST_KAFKA_SERVER is not set: run this by `cargo xtask servers COMMAND`');
  const port = await freePort();
  const way = await startFlaky(port);
  const own = ['--listener-url', `tcp://127.0.0.1:${port}`, '--advertised-listener-url', `tcp://127.0.0.1:${way.port}`];
  const broker = spawn(program, own, { stdio: 'ignore' });
  for (;;) {
    try {
      execFileSync(program, ['topic', 'create', '--broker', `tcp://127.0.0.1:${port}`, '--partitions', PARTITIONS, topic], { stdio: 'ignore', timeout: 5_000 });
      break;
    } catch (error) {
      if (broker.exitCode !== null) throw error;
      await sleep(50);
    }
  }
  return {
    port,
    way,
    /** All values of the topic, those of one key in their order. */
    async values() {
      const all = [];
      for (let partition = 0; partition < PARTITIONS; partition += 1) all.push(...await kafkaRecords(port, topic, partition));
      return all;
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
