// A mail relay that keeps what it gets: enough of SMTP to be handed letters.
import net from 'node:net';

/** Starts the relay; `letters` holds `{ to, text }` in the order in which they came. */
export async function startRelay() {
  const letters = [];
  const server = net.createServer((socket) => {
    let buffered = '';
    let to = '';
    let body = null;
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 relay of the tests');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      buffered += chunk.toString('utf8');
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        if (body !== null) {
          if (line === '.') {
            letters.push({ to, text: decoded(body) });
            body = null;
            say('250 kept');
          } else {
            body.push(line.startsWith('..') ? line.slice(1) : line);
          }
          continue;
        }
        const word = line.slice(0, 4).toUpperCase();
        if (word === 'RCPT') to = /<(.*)>/.exec(line)[1];
        if (word === 'DATA') body = [];
        if (word === 'DATA') say('354 go on');
        else if (word === 'QUIT') socket.end('221 bye\r\n');
        else say('250 good');
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    place: `127.0.0.1:${server.address().port}`,
    letters,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The text of a letter, whatever way it was packed. */
function decoded(lines) {
  const head = lines.slice(0, lines.indexOf(''));
  const body = lines.slice(lines.indexOf('') + 1);
  const packing = head.find((line) => /^content-transfer-encoding:/i.test(line)) ?? '';
  if (/base64/i.test(packing)) return Buffer.from(body.join(''), 'base64').toString('utf8');
  if (!/quoted-printable/i.test(packing)) return body.join('\n');
  const whole = body.join('\n').replace(/=\n/g, '');
  const bytes = whole.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
