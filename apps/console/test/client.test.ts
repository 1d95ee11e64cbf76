import { type CallRecord, LIVE_TIME_HEADER } from '@zuoxi/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { Answer } from '../src/api/client.ts';

/** In the browser the addresses are of the page's own origin; Node takes whole ones only. */
class PageRequest extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' ? new URL(input, 'http://console.test') : input, init);
  }
}

type Client = typeof import('../src/api/client.ts') & typeof import('../src/api/crud.ts');
let client: Client;
const sent: Request[] = [];
let answer: () => Promise<Response>;
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

beforeAll(async () => {
  // Other files may have loaded the client already, and with it what it takes from the browser.
  vi.resetModules();
  vi.stubGlobal('Request', PageRequest);
  vi.stubGlobal('fetch', (request: Request) => {
    sent.push(request);
    return answer();
  });
  client = { ...(await import('../src/api/client.ts')), ...(await import('../src/api/crud.ts')) };
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});
beforeEach(() => {
  sent.length = 0;
  answer = async () => json({});
});

const last = () => {
  const request = sent.at(-1);
  if (!request) throw new Error('nothing was sent');
  return request;
};
const addressOf = (request: Request) => request.url.replace('http://console.test', '');

describe('a call of the API', () => {
  it('goes to its path, with what belongs there, and asks for no empty field', async () => {
    answer = async () => json({ rows: [], total: 0, page: 1, pageSize: 25 });
    await client.api.get('/api/calls', { params: { query: { pageSize: 25, search: '', number: '138 0', from: undefined } } });
    expect(addressOf(last())).toBe('/api/calls?pageSize=25&number=138+0');
    await client.api.get('/api/calls/{id}', { params: { path: { id: 'a/b' } } });
    expect(addressOf(last())).toBe('/api/calls/a%2Fb');
  });

  it('is sent with the session, in the language of the console', async () => {
    await client.api.post('/api/panel/hold', { body: { on: true } });
    const request = last();
    expect([request.method, request.credentials, request.headers.get('accept-language')]).toEqual(['POST', 'same-origin', 'zh-CN']);
    expect(request.headers.get('content-type')).toBe('application/json');
    expect(await request.json()).toEqual({ on: true });
  });

  it('without a body says nothing of one', async () => {
    answer = async () => new Response(null, { status: 204 });
    expect(await client.api.post('/api/panel/hangup')).toBeUndefined();
    expect(last().headers.get('content-type')).toBeNull();
  });

  it('throws what the server refuses, with its code, and tells when the session is gone', async () => {
    const lost = vi.fn();
    client.setSessionLostListener(lost);
    answer = async () => json({ code: 'panel.numberInvalid', params: { number: '1' }, message: 'no' }, 400);
    const refused = await client.api.post('/api/panel/dial', { body: { number: '1' } }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(client.ApiError);
    expect(refused).toMatchObject({ code: 'panel.numberInvalid', status: 400, params: { number: '1' } });
    expect(client.errorText(refused)).toBe('号码 1 无法拨打');
    expect(lost).not.toHaveBeenCalled();
    answer = async () => json({ code: 'session.required', params: {}, message: '' }, 401);
    await expect(client.api.get('/api/panel')).rejects.toMatchObject({ code: 'session.required' });
    expect(lost).toHaveBeenCalledOnce();
  });

  it('tells a lost connection from a proxy that answers for the server, and from a request that was taken back', async () => {
    answer = () => Promise.reject(new TypeError('fetch failed'));
    await expect(client.api.get('/api/panel')).rejects.toMatchObject({ code: 'network', status: 0 });
    answer = async () => new Response('<html>', { status: 502 });
    await expect(client.api.get('/api/panel')).rejects.toMatchObject({ code: 'network', status: 502 });
    answer = async () => new Response('<html>', { status: 404 });
    await expect(client.api.get('/api/panel')).rejects.toMatchObject({ code: 'http', status: 404 });
    const taken = new AbortController();
    answer = () => {
      taken.abort();
      return Promise.reject(taken.signal.reason);
    };
    await expect(client.api.get('/api/panel', { signal: taken.signal })).rejects.not.toBeInstanceOf(client.ApiError);
  });

  it('observes the time of the server', async () => {
    const { liveNow } = await import('../src/api/server-clock.ts');
    answer = async () => json({}, 200, { [LIVE_TIME_HEADER]: '5000000' });
    await client.api.get('/api/panel');
    expect(liveNow()).toBeGreaterThanOrEqual(5_000_000);
    expect(liveNow()).toBeLessThan(5_060_000);
  });

  it('gets a sound as it is', async () => {
    answer = async () => new Response('RIFF', { headers: { 'content-type': 'audio/wav' } });
    const sound = await client.api.blob('/api/prompts/speech', { body: { text: 'x', language: 'en' } });
    expect(await sound.text()).toBe('RIFF');
  });

  it('is typed by its path and method', () => {
    expectTypeOf<Answer<'/api/session', 'delete'>>().toEqualTypeOf<undefined>();
    expectTypeOf<Answer<'/api/panel/dial', 'post'>>().toEqualTypeOf<{ callId: string }>();
    expectTypeOf<Answer<'/api/calls', 'get'>['rows'][number]>().toExtend<CallRecord>();
    // @ts-expect-error: there is no such path.
    void (() => client.api.get('/api/nothing'));
    // @ts-expect-error: that one is not put.
    void (() => client.api.put('/api/panel/dial', { body: { number: '1' } }));
    // @ts-expect-error: it needs a number.
    void (() => client.api.post('/api/panel/dial', { body: {} }));
    // @ts-expect-error: it needs an id.
    void (() => client.api.get('/api/calls/{id}'));
  });
});

describe('list, create, update and remove', () => {
  it('go to the path of their word', async () => {
    const blacklist = client.crud('/api/blacklist');
    answer = async () => json({ rows: [], total: 0, page: 2, pageSize: 25 });
    expect(await blacklist.list({ pageSize: 50 })).toMatchObject({ total: 0 });
    await blacklist.create({ number: '13800138000', note: '' });
    await blacklist.update('7', { number: '13800138000', note: 'n' });
    answer = async () => new Response(null, { status: 204 });
    await blacklist.remove('7');
    expect(sent.map((request) => `${request.method} ${addressOf(request)}`)).toEqual([
      'GET /api/blacklist?pageSize=50',
      'POST /api/blacklist',
      'PUT /api/blacklist/7',
      'DELETE /api/blacklist/7',
    ]);
    // @ts-expect-error: call records are listed and cannot be created.
    void (() => client.crud('/api/calls'));
  });
});

describe('the address of a sound', () => {
  it('is that of its route', () => {
    expect(client.urlOf('/api/recordings/{id}/audio', 'get', { path: { id: '7' } })).toBe('/api/recordings/7/audio');
    expect(client.urlOf('/api/recordings/{id}/audio', 'get', { path: { id: '7' }, query: { download: '1' } })).toBe(
      '/api/recordings/7/audio?download=1',
    );
  });
});
