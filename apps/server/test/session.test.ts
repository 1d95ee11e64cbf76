import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('the first administrator', () => {
  it('signs in with the one-time password and can do nothing before choosing another', async () => {
    const { tenantCode, account, oneTimePassword } = server.firstStart ?? { tenantCode: '', account: '', oneTimePassword: '' };
    const admin = await ApiUser.signIn(server.url, tenantCode, account, oneTimePassword);
    expect((await admin.request('GET', '/api/accounts')).status).toBe(403);
    const change = await admin.request('PUT', '/api/session/password', { oldPassword: oneTimePassword, newPassword: 'a better password' });
    expect(change.status).toBe(204);
    expect((await admin.request('GET', '/api/accounts')).status).toBe(200);
    await expect(ApiUser.signIn(server.url, tenantCode, account, oneTimePassword)).rejects.toThrow('session.wrongCredentials');
  });
});

describe('signing in', () => {
  it('says the same for an unknown call centre, an unknown account and a wrong password', async () => {
    const attempts = [
      { tenant: 'nowhere', account: 'admin', password: 'x' },
      { tenant: 'main', account: 'nobody', password: 'x' },
      { tenant: 'main', account: 'admin', password: 'x' },
    ];
    for (const attempt of attempts) {
      const answer = await new ApiUser(server.url).request('POST', '/api/session', attempt, { 'accept-language': 'en' });
      expect(answer).toMatchObject({ status: 401, body: { message: 'Call centre, username or password is incorrect' } });
    }
  });

  it('is slowed down after five failures', async () => {
    let last = { status: 0, body: {} as unknown };
    for (let n = 0; n < 8; n++) {
      last = await new ApiUser(server.url).request('POST', '/api/session', { tenant: 'main', account: 'guess', password: `${n}` });
    }
    expect(last).toMatchObject({ status: 429, body: { code: 'session.throttled' } });
  });

  it('is refused from a page of another site', async () => {
    const body = { tenant: 'main', account: 'admin', password: 'x' };
    const answer = await new ApiUser(server.url).request('POST', '/api/session', body, { origin: 'https://evil.example' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'session.wrongOrigin' } });
  });
});

describe('bad input', () => {
  it('is named by field in the language of the user', async () => {
    const { status, body } = await new ApiUser(server.url).request('POST', '/api/session', { tenant: 'main', account: 'a' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'request.invalid', params: { field: 'password' } });
  });

  it('that is no JSON at all is answered, not thrown', async () => {
    const response = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(response.status).toBe(400);
  });
});
