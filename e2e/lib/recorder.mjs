// A recording stand-in for a tracking server: keeps every request as it came in, and answers what a test tells it to.
import http from 'node:http';
import zlib from 'node:zlib';

/**
 * Starts a recorder on a free loopback port.
 *
 * `answer(request)` returns `{status, headers, body}` for a request, or undefined for the default 200 `{}`.
 */
export async function startRecorder(answer = () => undefined) {
  const requests = [];
  const server = http.createServer((incoming, response) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks);
      const plain = incoming.headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(raw) : raw;
      const request = {
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
        body: plain.toString('utf8'),
      };
      requests.push(request);
      const { status = 200, headers = {}, body = '{}' } = answer(request) ?? {};
      response.writeHead(status, { 'content-type': 'application/json', ...cors(request), ...headers });
      response.end(incoming.method === 'HEAD' || status === 204 ? undefined : body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    requests,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The least that a browser on another origin needs. */
function cors({ headers }) {
  if (!headers.origin) return {};
  return {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
    'access-control-allow-private-network': 'true',
    vary: 'Origin',
  };
}
