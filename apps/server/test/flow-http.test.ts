import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AllowedHosts, FlowHttp } from '../src/modules/flows/index.ts';

let server: Server;
let port: number;
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end('{}');

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const request = { tenantId: 't', method: 'GET' as const, headers: {}, body: '', timeoutS: 2 };
const everywhere = new FlowHttp(new AllowedHosts(['127.0.0.1']));
/** A name server of the attacker's. */
const resolving = (addresses: Record<string, string[]>, allow: string[] = []) =>
  new FlowHttp(new AllowedHosts(allow), async (host) => addresses[host] ?? []);

describe('an IVR’s look-up', () => {
  it('sends method, headers and body, and gives what comes back', async () => {
    answer = (_request, response) => response.writeHead(201).end('{"state":"sent"}');
    const headers = { Authorization: 'Bearer x', Host: 'elsewhere', 'Transfer-Encoding': 'chunked', 'Content-Length': '3' };
    const url = `http://127.0.0.1:${port}/a?b=1`;
    expect(await everywhere.ask({ ...request, method: 'POST', url, headers, body: '{"n":"好"}' })).toEqual({
      status: 201,
      body: '{"state":"sent"}',
    });
    expect(seen.at(-1)).toMatchObject({ method: 'POST', url: '/a?b=1', body: '{"n":"好"}' });
    expect(seen.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer x',
      host: `127.0.0.1:${port}`,
      'content-type': 'application/json',
      'content-length': '11',
    });
  });

  it('gives up in time, and at 256 KB', async () => {
    answer = () => {};
    await expect(everywhere.ask({ ...request, timeoutS: 0.2, url: `http://127.0.0.1:${port}/` })).rejects.toThrow();
    answer = (_request, response) => {
      response.write('{');
    };
    await expect(everywhere.ask({ ...request, timeoutS: 0.2, url: `http://127.0.0.1:${port}/` })).rejects.toThrow();
    answer = (_request, response) => response.end('x'.repeat(256 * 1024 + 1));
    await expect(everywhere.ask({ ...request, url: `http://127.0.0.1:${port}/` })).rejects.toThrow('too large');
  });

  it('does not reach this machine, the house or a cloud’s metadata', async () => {
    const before = seen.length;
    const strict = new FlowHttp(new AllowedHosts([]));
    const hosts = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '2130706433',
      '0x7f.1',
      '10.1.2.3',
      '172.20.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.100.100.200',
      '168.63.129.16',
      '[fd00:ec2::254]',
      '[fe80::1]',
      '[64:ff9b::7f00:1]',
    ];
    for (const host of hosts) {
      await expect(strict.ask({ ...request, url: `http://${host}:${port}/` }), host).rejects.toThrow('may not be asked');
    }
    expect(seen).toHaveLength(before);
  });

  it('does not trust a name: it is the address that counts', async () => {
    await expect(resolving({ 'evil.example': ['127.0.0.1'] }).ask({ ...request, url: `http://evil.example:${port}/` })).rejects.toThrow(
      'may not be asked',
    );
    await expect(resolving({}).ask({ ...request, url: 'http://nobody.example/' })).rejects.toThrow('no address');
  });

  it('connects to the address that was checked, however often the name changes', async () => {
    answer = (_request, response) => response.end('{"ok":1}');
    let asked = 0;
    const http = new FlowHttp(new AllowedHosts(['crm.internal']), async () => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
    });
    expect(await http.ask({ ...request, url: `http://crm.internal:${port}/` })).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
    expect(seen.at(-1)?.headers.host).toBe(`crm.internal:${port}`);
  });

  it('follows a redirect where it may, and not into the house', async () => {
    const http = resolving({ 'crm.internal': ['127.0.0.1'], 'evil.example': ['127.0.0.1'] }, ['crm.internal']);
    answer = ({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: '/there' }).end();
      else if (url === '/out') response.writeHead(307, { location: `http://evil.example:${port}/x` }).end();
      else if (url === '/round') response.writeHead(302, { location: '/round' }).end();
      else response.end('{"there":true}');
    };
    const from = (path: string) => http.ask({ ...request, method: 'POST', body: '{}', url: `http://crm.internal:${port}${path}` });
    expect(await from('/moved')).toEqual({ status: 200, body: '{"there":true}' });
    expect(seen.at(-1)).toMatchObject({ method: 'GET', url: '/there', body: '' });
    await expect(from('/out')).rejects.toThrow('may not be asked');
    await expect(from('/round')).rejects.toThrow('too many redirects');
  });

  it('does not hand a password on to another host', async () => {
    const http = resolving({ 'a.internal': ['127.0.0.1'], 'b.internal': ['127.0.0.1'] }, ['a.internal', 'b.internal']);
    answer = ({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: `http://b.internal:${port}/x` }).end();
      else response.end('{}');
    };
    await http.ask({ ...request, headers: { Authorization: 'Bearer x', Accept: 'text/plain' }, url: `http://a.internal:${port}/moved` });
    expect(seen.at(-1)?.headers).toMatchObject({ accept: 'text/plain' });
    expect(seen.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it.each(['ftp://crm.example/', 'file:///etc/passwd', 'http://user:pw@127.0.0.1/', 'nonsense'])('is not made to %s', async (url) => {
    await expect(everywhere.ask({ ...request, url })).rejects.toThrow();
  });
});

describe('the hosts that are allowed', () => {
  it('are names, addresses and networks', () => {
    const allowed = new AllowedHosts(['CRM.internal', '10.1.0.0/16', 'fd00::/8', '192.168.0.9']);
    expect(allowed.allows('crm.internal', '10.9.9.9')).toBe(true);
    expect(allowed.allows('other', '10.9.9.9')).toBe(false);
    expect(allowed.allows('other', '10.1.9.9')).toBe(true);
    expect(allowed.allows('other', '::ffff:10.1.9.9')).toBe(true);
    expect(allowed.allows('other', '::ffff:0a09:0909')).toBe(false);
    expect(allowed.allows('other', 'fd12::1')).toBe(true);
    expect(allowed.allows('other', '192.168.0.9')).toBe(true);
    expect(allowed.allows('other', '8.8.8.8')).toBe(true);
    expect(allowed.allows('other', 'no address')).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/x', 'not a host', 'host/24', 'fd00::/129'])('are not %s', (entry) => {
    expect(() => new AllowedHosts([entry])).toThrow(entry);
  });
});
