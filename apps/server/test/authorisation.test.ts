import type { Me, Role } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { allModules } from '../src/modules/index.ts';
import { Authorisation } from '../src/platform/authorisation.ts';

interface OpenApi {
  paths: Record<string, Record<string, { 'x-permission'?: string }>>;
}

const authorisation = new Authorisation(allModules);
let server: TestServer;
const users = new Map<Role, ApiUser>();
beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const { tenant, password } = demo.summary;
  users.set('administrator', await ApiUser.signIn(server.url, tenant, 'admin', password));
  users.set('supervisor', await ApiUser.signIn(server.url, tenant, 'zuzhang', password));
  users.set('agent', await ApiUser.signIn(server.url, tenant, 'wangli', password));
});
afterAll(() => server.stop());

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

describe('the authorisation matrix', () => {
  it('holds on every route for every role, and for nobody', async () => {
    const { body } = await new ApiUser(server.url).request('GET', '/api/openapi.json');
    const { paths } = body as OpenApi;
    const problems: string[] = [];
    let walked = 0;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { 'x-permission': permission }] of Object.entries(methods)) {
        if (!permission || authorisation.isPublic(permission)) continue;
        // Signing out and changing the password would end the walk; both are in session.test.ts.
        if (permission === 'session.signOut' || permission === 'session.changePassword') continue;
        walked += 1;
        const url = path.replace('{id}', NOBODYS_ID);
        const verb = method.toUpperCase();
        const stranger = await new ApiUser(server.url).request(verb, url);
        if (stranger.status !== 401) problems.push(`${verb} ${path} answers a stranger with ${stranger.status}`);
        for (const [role, user] of users) {
          const { status } = await user.request(verb, url, verb === 'GET' || verb === 'DELETE' ? undefined : {});
          const refused = status === 403;
          if (refused === authorisation.isAllowed(permission, role)) problems.push(`${verb} ${path} answers ${role} with ${status}`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(walked).toBeGreaterThan(25);
  });

  it('is told to whoever signs in, as far as it is about their role', async () => {
    for (const [role, user] of users) {
      const { permissions } = await user.get<Me>('/api/session');
      const expected = authorisation.permissions.filter((permission) => authorisation.isAllowed(permission, role));
      expect([...permissions].sort()).toEqual(expected.sort());
    }
    expect(users.size).toBe(3);
  });

  it('has no row that no route uses', async () => {
    const { body } = await new ApiUser(server.url).request('GET', '/api/openapi.json');
    const used = new Set(
      Object.values((body as OpenApi).paths).flatMap((methods) => Object.values(methods).map((route) => route['x-permission'])),
    );
    expect(authorisation.permissions.filter((permission) => permission !== 'health.read' && !used.has(permission))).toEqual([]);
  });
});
