import type { AssignableAgent, CrmField, Customer, CustomerCalls, CustomerCard, CustomerInput, Page, ServiceRecord } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';
import { auditEntry } from '../src/modules/audit/tables.ts';
import { callRecord } from '../src/modules/calls/tables.ts';
import { customer, customerNumber as customerNumberTable } from '../src/modules/customers/tables.ts';

let server: TestServer;
let agent: ApiUser;
let supervisor: ApiUser;
let admin: ApiUser;

const signIn = (account: string) => ApiUser.signIn(server.url, demo.summary.tenant, account, demo.summary.password);

beforeAll(async () => {
  server = await startTestServer({ demo: true });
  agent = await signIn('wangli');
  supervisor = await signIn('zuzhang');
  admin = await signIn('admin');
});
afterAll(() => server.stop());

const someone = (name: string, ...numbers: string[]): Partial<CustomerInput> => ({
  name,
  numbers: numbers.map((number) => ({ number, label: '' })),
});

async function made(input: Partial<CustomerInput>, user = agent): Promise<Customer> {
  const { status, body } = await user.request('POST', '/api/customers', input);
  expect(status, JSON.stringify(body)).toBe(200);
  // The server checked the answer against the contract's shape.
  return body as Customer;
}

async function field(input: Partial<CrmField>): Promise<CrmField> {
  const { status, body } = await admin.request('POST', '/api/crm-fields', { kind: 'text', ...input });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as CrmField;
}

const cardOf = (number: string, user = agent) => user.get<CustomerCard>(`/api/customer-card?number=${encodeURIComponent(number)}`);
const namesFound = async (search: string) =>
  (await agent.get<Page<Customer>>(`/api/customers?search=${encodeURIComponent(search)}`)).rows.map(({ name }) => name);

describe('a customer', () => {
  it('is made by an agent, changed by his supervisor, and both are kept', async () => {
    const [wangli] = (await agent.get<AssignableAgent[]>('/api/customers/agents')).filter(({ name }) => name === '王丽');
    const created = await made({
      name: '周女士',
      numbers: [
        { number: '13550602245', label: '手机' },
        { number: '02131456789', label: '' },
      ],
      assignedAgentId: wangli?.id ?? null,
    });
    expect(created).toMatchObject({
      name: '周女士',
      numbers: [
        { number: '13550602245', label: '手机' },
        { number: '02131456789', label: '' },
      ],
      assignedAgentName: '王丽',
      createdByName: '王丽',
      updatedByName: '王丽',
    });
    const { status, body } = await supervisor.request('PUT', `/api/customers/${created.id}`, someone('周敏', '13550602245'));
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { name: '周敏', numbers: [{ number: '13550602245' }], createdByName: '王丽', updatedByName: '李组长', assignedAgentId: null },
    });
  });

  it('is 未知’s when he was uploaded: nobody is named', async () => {
    const tenantId = [...server.modules.directory.agents()][0]?.tenantId ?? '';
    const id = '019300aa-0000-7000-8000-000000000001';
    await server.modules.database.system.insert(customer).values({ id, tenantId, name: '上传的客户' });
    await server.modules.database.system.insert(customerNumberTable).values({ tenantId, customerId: id, number: '13922229999' });
    const page = await agent.get<Page<Customer>>('/api/customers?search=上传的');
    expect(page.rows).toMatchObject([{ name: '上传的客户', createdByName: null, updatedByName: null }]);
  });

  it('is found by a part of his name, of a number, of its label, and of what is in the fields', async () => {
    const city = await field({ name: '城市' });
    await made({ ...someone('欧阳先生', '13911110001'), fields: { [city.id]: '哈尔滨' } });
    await made({ name: '司徒先生', numbers: [{ number: '13911110002', label: '前台' }] });
    expect(await namesFound('欧阳')).toEqual(['欧阳先生']);
    expect(await namesFound('1110002')).toEqual(['司徒先生']);
    expect(await namesFound('前台')).toEqual(['司徒先生']);
    expect(await namesFound('哈尔')).toEqual(['欧阳先生']);
    const page = await agent.get<Page<Customer>>('/api/customers?number=9111100&sort=name&order=asc&pageSize=10');
    expect(page.rows.map(({ name }) => name).sort()).toEqual(['司徒先生', '欧阳先生']);
  });

  it('is sorted by any column, by the fields too, and numbers by their size', async () => {
    const age = await field({ name: '年龄', kind: 'number' });
    for (const [name, value] of [
      ['排序甲', 9],
      ['排序乙', 100],
      ['排序丙', 20],
    ] as const) {
      await made({ ...someone(name, `1380000${value}`.padEnd(11, '0')), fields: { [age.id]: value } });
    }
    const sorted = async (sort: string) =>
      (await agent.get<Page<Customer>>(`/api/customers?search=排序&sort=${sort}&order=asc`)).rows.map(({ name }) => name);
    expect(await sorted(age.id)).toEqual(['排序甲', '排序丙', '排序乙']);
    for (const key of ['name', 'numbers', 'assignedAgentName', 'createdByName', 'updatedByName', 'createdAt', 'updatedAt']) {
      expect(await sorted(key), key).toHaveLength(3);
    }
  });

  it('has numbers of digits only, and each number belongs to one customer', async () => {
    const first = await made(someone('号码的主人', '13922220001', '13922220001'));
    expect(first.numbers).toHaveLength(1);
    for (const number of ['135-5060', 'abc', '+8613922220009', '1']) {
      expect((await agent.request('POST', '/api/customers', someone('x', number))).status, number).toBe(400);
    }
    expect(await agent.request('POST', '/api/customers', someone('另一位', '13922220001'))).toMatchObject({
      status: 409,
      body: { code: 'customers.numberTaken', params: { number: '13922220001', name: '号码的主人' } },
    });
    const second = await made(someone('另一位', '13922220002'));
    expect(await agent.request('PUT', `/api/customers/${second.id}`, someone('另一位', '13922220002', '013922220001'))).toMatchObject({
      status: 409,
    });
    expect((await agent.request('PUT', `/api/customers/${first.id}`, someone('改了名', '13922220001'))).status).toBe(200);
  });

  it('is saved once when two agents save the same number in the same moment', async () => {
    const both = await Promise.all(
      ['wangli', 'keke'].map(async (account) => (await signIn(account)).request('POST', '/api/customers', someone(account, '13922220055'))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is deleted by a supervisor, with his service records, and never by an agent', async () => {
    const { id } = await made(someone('要删的', '13922220007'));
    await agent.request('POST', `/api/customers/${id}/service-records`, { content: '问了价格' });
    expect((await agent.request('DELETE', `/api/customers/${id}`)).status).toBe(403);
    expect((await supervisor.request('DELETE', `/api/customers/${id}`)).status).toBe(204);
    expect((await agent.request('GET', `/api/customers/${id}/service-records`)).status).toBe(404);
    expect((await agent.request('PUT', `/api/customers/${id}`, someone('x', '13922220007'))).status).toBe(404);
  });

  it('is assigned to nobody who is not there', async () => {
    const nobody = '019300aa-0000-7000-8000-00000000dead';
    expect(await agent.request('POST', '/api/customers', { ...someone('x', '13922220008'), assignedAgentId: nobody })).toMatchObject({
      status: 409,
      body: { code: 'uses.missing' },
    });
  });

  it('leaves a trace of who changed him', async () => {
    const { id } = await made(someone('被记录的', '13922220012'));
    await supervisor.request('DELETE', `/api/customers/${id}`);
    const entries = await server.modules.database.system.select().from(auditEntry);
    expect(entries.filter(({ targetId }) => targetId === id).map(({ action }) => action)).toEqual(['customers.create', 'customers.remove']);
  });
});

describe('the fields of a customer', () => {
  it('are checked against what the administrator wants: required, kind, options', async () => {
    const level = await field({ name: '级别', kind: 'choice', options: ['金', '银'], required: true });
    const refused = async (fields: object) => {
      const { status, body } = await agent.request('POST', '/api/customers', { ...someone('字段客户', '13933330001'), fields });
      return { status, body };
    };
    const invalid = { status: 400, body: { code: 'customers.fieldInvalid', params: { name: '级别' } } };
    expect(await refused({})).toMatchObject(invalid);
    expect(await refused({ [level.id]: '' })).toMatchObject(invalid);
    expect(await refused({ [level.id]: '铜' })).toMatchObject(invalid);
    const day = await field({ name: '生日', kind: 'date' });
    const likes = await field({ name: '偏好', kind: 'choices', options: ['电话', '短信', '邮件'] });
    const amount = await field({ name: '金额', kind: 'number' });
    const good = { [level.id]: '金', [day.id]: '1990-02-28', [likes.id]: ['电话', '邮件'], [amount.id]: 12.5 };
    for (const [name, wrong] of [
      ['生日', { [day.id]: '1990-02-30' }],
      ['偏好', { [likes.id]: ['传真'] }],
      ['偏好', { [likes.id]: '电话' }],
      ['金额', { [amount.id]: '12' }],
    ] as const) {
      expect(await refused({ ...good, ...wrong })).toMatchObject({ status: 400, body: { params: { name } } });
    }
    const saved = await made({
      ...someone('字段客户', '13933330001'),
      fields: { ...good, '019300aa-0000-7000-8000-00000000beef': 'gone' },
    });
    expect(saved.fields).toEqual(good);
    await admin.request('DELETE', `/api/crm-fields/${level.id}`);
  });
});

describe('the card', () => {
  it('is blank for a stranger: the fields to fill, and nothing else', async () => {
    const card = await cardOf('13944440001');
    expect(card).toMatchObject({ number: '13944440001', customer: null, others: [], serviceRecords: [], plans: [] });
    expect(card.fields.map(({ position }) => position)).toEqual(card.fields.map(({ position }) => position).sort((a, b) => a - b));
  });

  it('knows a colleague’s extension and a queue, who are no customers', async () => {
    expect(await agent.get<CustomerCard>('/api/customer-card?number=8003&internal=true')).toMatchObject({
      customer: null,
      internalName: '张伟',
    });
    expect(await agent.get<CustomerCard>('/api/customer-card?number=8702&internal=true')).toMatchObject({
      customer: null,
      internalName: '售后服务',
    });
    // A caller from outside may show any number.
    expect(await cardOf('8003')).toMatchObject({ customer: null, internalName: null });
    expect((await cardOf('13944440001')).internalName).toBeNull();
  });

  it('knows a customer however his carrier writes the number', async () => {
    await made(someone('熟客', '13944440002'));
    for (const written of ['13944440002', '013944440002', '+8613944440002', '008613944440002']) {
      expect((await cardOf(written)).customer?.name, written).toBe('熟客');
    }
    await made(someone('香港客户', '0085291234567'));
    expect((await cardOf('+85291234567')).customer?.name).toBe('香港客户');
  });

  it('shows the last five service records, newest first, with who wrote them', async () => {
    const { id } = await made(someone('有服务过程的', '13944440003'));
    for (let i = 1; i <= 6; i++) {
      const { status } = await agent.request('POST', `/api/customers/${id}/service-records`, { content: `第 ${i} 次` });
      expect(status).toBe(200);
    }
    const { serviceRecords } = await cardOf('13944440003');
    expect(serviceRecords.map(({ content }) => content)).toEqual(['第 6 次', '第 5 次', '第 4 次', '第 3 次', '第 2 次']);
    expect(serviceRecords[0]).toMatchObject({ agentName: '王丽', customerId: id });
    expect(await agent.get<ServiceRecord[]>(`/api/customers/${id}/service-records?limit=2`)).toHaveLength(2);
    expect((await agent.request('POST', `/api/customers/${id}/service-records`, { content: '  ' })).status).toBe(400);
  });

  it('shows one of several customers of a number, and that there are others', async () => {
    const tenantId = [...server.modules.directory.agents()][0]?.tenantId ?? '';
    const first = await made(someone('共用甲', '13944440004'));
    const second = await made(someone('共用乙', '13944440005'));
    // As an upload may bring it.
    await server.modules.database.system
      .insert(customerNumberTable)
      .values({ tenantId, customerId: second.id, number: '13944440004', position: 1 });
    const card = await cardOf('13944440004');
    expect(card.customer?.id).toBe(first.id);
    expect(card.others).toEqual([{ id: second.id, name: '共用乙' }]);
    const other = await agent.get<CustomerCard>(`/api/customer-card?number=13944440004&customerId=${second.id}`);
    expect(other.customer?.name).toBe('共用乙');
    // Both may be saved as they are.
    expect((await agent.request('PUT', `/api/customers/${second.id}`, someone('共用乙', '13944440004', '13944440005'))).status).toBe(200);
  });

  it('shows the last ten calls with any of his numbers, whoever had him', async () => {
    await made(someone('常客', '13944440006', '02066660006'));
    const colleague = [...server.modules.directory.agents()].find(({ extension }) => extension === '8004');
    const tenantId = colleague?.tenantId ?? '';
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 1, minute));
    const call = (minute: number, customerNumber: string) => ({
      id: `019300aa-0000-7000-8000-0000000001${String(minute).padStart(2, '0')}`,
      tenantId,
      type: 'inbound' as const,
      startedAt: at(minute),
      endedAt: at(minute + 1),
      customerNumber,
      calledNumber: '02088880001',
      queueName: '销售',
      queueNumber: '8701',
      agentId: colleague?.id ?? null,
      agentName: '可可',
      extension: '8004',
      answer: 'answered' as const,
      endReason: 'customerHangup',
      endedBy: 'customer' as const,
      waitS: 3,
      talkS: minute,
      durationS: minute,
    });
    const numbers = ['13944440006', '013944440006', '+8613944440006', '02066660006'];
    await server.modules.database.system
      .insert(callRecord)
      .values(Array.from({ length: 12 }, (_, i) => call(i + 10, numbers[i % 4] ?? '')));
    const { rows, total } = await agent.get<CustomerCalls>('/api/customer-card/calls?number=13944440006');
    expect(total).toBe(12);
    expect(rows.map(({ talkS }) => talkS)).toEqual([21, 20, 19, 18, 17, 16, 15, 14, 13, 12]);
    await server.modules.database.system.insert(callRecord).values(call(30, 'anonymous'));
    expect(await agent.get('/api/customer-card/calls?number=anonymous')).toEqual({ rows: [], total: 0 });
    // Who called whom among colleagues is no customer's history.
    await server.modules.database.system.insert(callRecord).values({ ...call(31, '8012'), type: 'internal' });
    for (const user of [agent, admin]) expect(await user.get('/api/customer-card/calls?number=8012')).toEqual({ rows: [], total: 0 });
    expect(rows[0]).toEqual({
      id: '019300aa-0000-7000-8000-000000000121',
      startedAt: at(21).toISOString(),
      queueName: '销售',
      queueNumber: '8701',
      agentName: '可可',
      extension: '8004',
      type: 'inbound',
      answer: 'answered',
      talkS: 21,
    });
  });
});
