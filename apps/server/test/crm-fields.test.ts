import type { CrmField, CrmFieldInput, Customer, Page } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

let server: TestServer;
let admin: ApiUser;
let agent: ApiUser;

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);
  admin = await signIn('admin');
  agent = await signIn('wangli');
});
afterAll(() => server.stop());

async function made(input: Partial<CrmFieldInput>): Promise<CrmField> {
  const { status, body } = await admin.request('POST', '/api/crm-fields', { kind: 'text', ...input });
  expect(status, JSON.stringify(body)).toBe(200);
  // The server checked the answer against the contract's shape.
  return body as CrmField;
}

const all = async () => (await agent.get<Page<CrmField>>('/api/crm-fields?order=asc')).rows;
const names = async () => (await all()).map(({ name }) => name);

describe('the fields of the CRM', () => {
  it('are made by the administrator, read by all, and put in order', async () => {
    const city = await made({ name: '城市' });
    const level = await made({ name: '级别', kind: 'choice', options: ['金', '银', '金'], required: true });
    expect(level.options).toEqual(['金', '银']);
    expect(await names()).toEqual(['城市', '级别']);
    expect((await admin.request('PUT', '/api/crm-fields/order', { ids: [level.id, city.id] })).status).toBe(204);
    expect(await names()).toEqual(['级别', '城市']);
    expect(await admin.request('PUT', '/api/crm-fields/order', { ids: [level.id] })).toMatchObject({
      status: 409,
      body: { code: 'ruleOrder.outdated' },
    });
    expect((await agent.request('POST', '/api/crm-fields', { name: 'x', kind: 'text' })).status).toBe(403);
  });

  it('have each name once, and options where one chooses', async () => {
    const { id } = await made({ name: '行业' });
    expect(await admin.request('POST', '/api/crm-fields', { name: '行业', kind: 'date' })).toMatchObject({
      status: 409,
      body: { code: 'crmFields.nameTaken' },
    });
    expect((await admin.request('PUT', `/api/crm-fields/${id}`, { name: '行业', kind: 'text', required: true })).status).toBe(200);
    expect((await admin.request('POST', '/api/crm-fields', { name: '无选项', kind: 'choices' })).status).toBe(400);
  });

  it('keep their kind as soon as a customer has a value, and take it with them when they go', async () => {
    const field = await made({ name: '备注' });
    const customer = await agent.request('POST', '/api/customers', {
      name: '有备注的',
      numbers: [{ number: '13550602200' }],
      fields: { ...Object.fromEntries((await all()).map(({ id, kind }) => [id, kind === 'choice' ? '金' : '值'])), [field.id]: '重要' },
    });
    expect(customer.status, JSON.stringify(customer.body)).toBe(200);
    expect(await admin.request('PUT', `/api/crm-fields/${field.id}`, { name: '备注', kind: 'number' })).toMatchObject({
      status: 409,
      body: { code: 'crmFields.kindFixed' },
    });
    expect((await admin.request('DELETE', `/api/crm-fields/${field.id}`)).status).toBe(204);
    const [row] = (await agent.get<Page<Customer>>('/api/customers?search=有备注的')).rows;
    expect(row?.fields).not.toHaveProperty(field.id);
    expect(Object.keys(row?.fields ?? {}).length).toBeGreaterThan(0);
    expect((await admin.request('DELETE', `/api/crm-fields/${field.id}`)).status).toBe(404);
  });
});
