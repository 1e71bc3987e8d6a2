// A way to a server that stalls, breaks off or is not there, at the word of a test.
import { once } from 'node:events';
import net from 'node:net';

/** A port of this host that leads to another, until it is told otherwise. */
export async function startFlaky(port) {
  const flaky = { stalled: false, closed: false };
  const pairs = new Set();
  const server = net.createServer((near) => {
    if (flaky.closed) return near.destroy();
    const far = net.connect(port, '127.0.0.1');
    const pair = { near, far };
    pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.pipe(far);
    far.pipe(near);
    if (flaky.stalled) hold(pair);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  flaky.port = server.address().port;
  /** Breaks off every connection that is open. */
  flaky.cut = () => {
    for (const { near } of pairs) near.destroy();
  };
  /** Nothing is passed on any more, and nothing is closed. */
  flaky.stall = () => {
    flaky.stalled = true;
    for (const pair of pairs) hold(pair);
  };
  /** Whoever comes is turned away. */
  flaky.close = () => {
    flaky.closed = true;
    flaky.cut();
  };
  /** Works again. What was held is passed on. */
  flaky.mend = () => {
    Object.assign(flaky, { stalled: false, closed: false });
    for (const pair of pairs) {
      // One that is passed on already would be passed on twice.
      if (!pair.held) continue;
      pair.held = false;
      pair.near.pipe(pair.far);
      pair.far.pipe(pair.near);
    }
  };
  flaky.stop = () => {
    flaky.cut();
    server.close();
  };
  return flaky;
}

function hold(pair) {
  pair.held = true;
  for (const socket of [pair.near, pair.far]) {
    socket.unpipe();
    socket.pause();
  }
}
