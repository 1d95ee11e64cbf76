import type { CrmFieldInput, CustomerFieldValue } from '@zuoxi/contract';
import { systemIds } from '@zuoxi/kit';
import type { crmField } from '../modules/crm-fields/tables.ts';
import type { customer, customerNumber } from '../modules/customers/tables.ts';
import type { Dice } from './dice.ts';
import type { Caller } from './past-calls.ts';

const CUSTOMERS = 60;
const STRANGERS = 240;
const DAY_MS = 24 * 3600_000;

const CITIES = ['广州', '深圳', '佛山', '东莞', '上海', '杭州', '南京', '成都', '武汉', '长沙', '西安', '厦门'];
const PRODUCTS = ['标准版', '专业版', '企业版', '增值服务'];
const LEVELS = ['普通', '重要', 'VIP'];
const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓韩冯曹'];
const GIVEN = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '磊',
  '军',
  '洋',
  '勇',
  '艳',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀英',
  '桂兰',
  '志强',
  '建国',
  '雪梅',
  '嘉怡',
  '子涵',
  '浩然',
  '思远',
];

/** What the demo call centre asks of its customers, in its order. */
const FIELDS: readonly CrmFieldInput[] = [
  { name: '城市', kind: 'text', options: [], required: false },
  { name: '客户级别', kind: 'choice', options: LEVELS, required: false },
  { name: '关注产品', kind: 'choices', options: PRODUCTS, required: false },
  { name: '年消费额', kind: 'number', options: [], required: false },
  { name: '签约日期', kind: 'date', options: [], required: false },
];

type FieldRow = typeof crmField.$inferInsert & { id: string };
type CustomerRow = typeof customer.$inferInsert;
type NumberRow = typeof customerNumber.$inferInsert;

export interface DemoCustomers {
  fields: FieldRow[];
  customers: CustomerRow[];
  numbers: NumberRow[];
}

interface Makers {
  tenantId: string;
  agentIds: readonly string[];
  /** Epoch ms. */
  now: number;
  dice: Dice;
}

/** Sixty customers with numbers and all that is asked of them; a third is somebody’s own. */
export function makeCustomers({ tenantId, agentIds, now, dice }: Makers): DemoCustomers {
  const fields = FIELDS.map((field, position) => ({ ...field, id: systemIds.uuid(), tenantId, position }));
  const numbers: NumberRow[] = [];
  const customers = Array.from({ length: CUSTOMERS }, (_, serial) => {
    const id = systemIds.uuid();
    const createdAt = new Date(now - dice.between(5, 90) * DAY_MS - dice.between(0, 8 * 3600) * 1000);
    const maker = dice.pick(agentIds);
    numbers.push({ tenantId, customerId: id, number: mobile('136', serial, dice), label: '手机', position: 0 });
    if (dice.chance(0.25)) numbers.push({ tenantId, customerId: id, number: landline(serial, dice), label: '公司', position: 1 });
    return {
      id,
      tenantId,
      name: nameOf(dice),
      assignedAgentId: dice.chance(0.35) ? dice.pick(agentIds) : null,
      fields: valuesOf(fields, createdAt, dice),
      createdBy: maker,
      updatedBy: maker,
      createdAt,
      updatedAt: new Date(Math.min(now - DAY_MS / 4, createdAt.getTime() + dice.between(0, 30) * DAY_MS)),
    };
  });
  return { fields, customers, numbers };
}

/** Who calls: the customers by their first number, and those whom nobody knows. */
export function callersOf({ customers, numbers }: DemoCustomers, dice: Dice): Caller[] {
  const known = customers.flatMap(({ id, name }) => {
    const number = numbers.find(({ customerId, position }) => customerId === id && position === 0)?.number;
    return number === undefined ? [] : [{ name, number }];
  });
  const strangers = Array.from({ length: STRANGERS }, (_, serial) => ({ name: null, number: mobile('158', serial, dice) }));
  return [...known, ...strangers];
}

const nameOf = (dice: Dice) => `${dice.pick(SURNAMES)}${dice.pick(GIVEN)}`;

/** The serial number makes each one different. */
const mobile = (prefix: string, serial: number, dice: Dice) =>
  `${prefix}${dice.between(1000, 9999)}${String(1000 + serial * 7).padStart(4, '0')}`;
const landline = (serial: number, dice: Dice) => `0757${dice.between(2200, 8900)}${String(1000 + serial * 7).padStart(4, '0')}`;

function valuesOf(fields: readonly FieldRow[], createdAt: Date, dice: Dice): Record<string, CustomerFieldValue> {
  const level = dice.pickByWeight({ 普通: 60, 重要: 28, VIP: 12 });
  const values: Record<string, CustomerFieldValue> = {
    城市: dice.pick(CITIES),
    客户级别: level,
    关注产品: dice.some(PRODUCTS, dice.between(1, 2)),
    年消费额: dice.between(2, 60) * (level === '普通' ? 100 : 1000),
    签约日期: createdAt.toISOString().slice(0, 10),
  };
  return Object.fromEntries(
    fields.flatMap(({ id, name }) => {
      const value = values[name];
      return value === undefined || dice.chance(0.1) ? [] : [[id, value]];
    }),
  );
}
