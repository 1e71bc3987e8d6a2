// The servers that `cargo xtask servers` starts, and as much of what they speak as tests need.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** A server's address, as `cargo xtask servers COMMAND` tells it. */
export function server(variable) {
  const text = process.env[variable];
  if (!text) throw new Error(`${variable} is not set: run this by \`cargo xtask servers COMMAND\``);
  return new URL(text);
}

/** As much of NATS's protocol as asking takes. */
export async function natsClient(port, name) {
  const socket = net.connect(port, '127.0.0.1');
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  let count = 0;
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n');
      if (end < 0) return;
      const words = buffer.toString('utf8', 0, end).split(' ');
      if (words[0] !== 'MSG') {
        if (words[0] === 'PING') socket.write('PONG\r\n');
        buffer = buffer.subarray(end + 2);
        continue;
      }
      const length = Number(words.at(-1));
      if (buffer.length < end + 2 + length + 2) return;
      const body = buffer.toString('utf8', end + 2, end + 2 + length);
      buffer = buffer.subarray(end + 2 + length + 2);
      waiting.get(words[1])?.(JSON.parse(body));
      waiting.delete(words[1]);
    }
  });
  socket.write(`CONNECT ${JSON.stringify({ verbose: false })}\r\nSUB _INBOX.${name}.* 1\r\n`);
  const ask = async (subject, body) => {
    const [reply, text] = [`_INBOX.${name}.${count += 1}`, JSON.stringify(body)];
    const answered = new Promise((resolve) => waiting.set(reply, resolve));
    socket.write(`PUB ${subject} ${reply} ${Buffer.byteLength(text)}\r\n${text}\r\n`);
    const answer = await answered;
    if (answer.error) throw new Error(`${subject}: ${answer.error.description}`);
    return answer;
  };
  return { ask, end: () => socket.end() };
}

/** As much of MQTT 3.1.1 as a subscriber takes. */
export async function mqttSubscriber(port, name, topic, take) {
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
          take(body.toString('utf8', 2, behind), body.toString('utf8', behind + (quality > 0 ? 2 : 0)));
        }
      }
    });
  });
  socket.write(packet(0x10, text('MQTT'), Buffer.from([4, 2, 0, 0]), text(name)));
  await ready;
  return socket;
}

/** The mails that went to an address, in order, as Python's own parser reads them; with the bytes that came. */
export function mails(address) {
  const home = process.env.TELOS_TEST_SMTP_MAILS;
  const names = fs.readdirSync(home).filter((name) => name.endsWith('.json')).sort();
  const all = names.map((name) => {
    const mail = JSON.parse(fs.readFileSync(path.join(home, name), 'utf8'));
    return { ...mail, bytes: fs.readFileSync(path.join(home, name.replace('.json', '.eml')), 'latin1') };
  });
  return all.filter((mail) => mail.envelope.to.includes(address));
}
