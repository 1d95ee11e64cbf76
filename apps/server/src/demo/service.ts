import { systemIds } from '@zuoxi/kit';
import type { callbackPlan } from '../modules/callback-plans/tables.ts';
import type { CallFact } from '../modules/calls/past-calls.ts';
import type { serviceRecord } from '../modules/service-records/tables.ts';
import type { DemoCustomers } from './customers.ts';
import type { Dice } from './dice.ts';

const RECORDED = 0.12;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const DONE = [
  '咨询套餐价格，已介绍标准版与专业版的差别，客户考虑后回复。',
  '客户反映发票抬头有误，已登记并转财务重开。',
  '已指导客户完成账号激活，现场确认可以登录。',
  '客户询问续费优惠，已告知活动截止日期并发送短信。',
  '设备无法联网，远程排查为路由设置问题，已解决。',
  '客户对上次上门时间不满，已致歉并改约周五上午。',
  '确认收货地址变更，已在订单中修改。',
  '客户希望了解企业版部署方式，已约技术顾问回访。',
];
const TO_DO = ['确认续费意向', '回复发票进度', '回访安装是否顺利', '介绍专业版新功能', '确认上门时间'];

type ServiceRecordRow = typeof serviceRecord.$inferInsert;
type PlanRow = typeof callbackPlan.$inferInsert;

/** A quarter of an hour of the day so many days from now; the server's own time zone. */
function atWork(now: number, days: number, dice: Dice): Date {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, dice.between(9, 17), dice.between(0, 3) * 15);
}

/** Of some of the conversations with customers: what was done for them, written while they talked. */
export function serviceRecordsOf(calls: readonly (readonly CallFact[])[], { numbers }: DemoCustomers, dice: Dice): ServiceRecordRow[] {
  const ownerOf = new Map(numbers.map(({ number, customerId }) => [number, customerId]));
  return calls.flatMap((facts) => {
    const started = facts.find((fact) => fact.type === 'started');
    const answered = facts.find((fact) => fact.type === 'answered');
    const ended = facts.find((fact) => fact.type === 'ended');
    const customerId = ownerOf.get(started?.customerNumber ?? '');
    if (!answered || !ended || customerId === undefined || !dice.chance(RECORDED)) return [];
    const { tenantId, callId, agentId: accountId } = answered;
    return [{ id: systemIds.uuid(), tenantId, customerId, callId, accountId, content: dice.pick(DONE), createdAt: new Date(ended.at) }];
  });
}

/** For each agent one plan that is done and two for the coming days, none of which is due at once. */
export function plansOf(
  { tenantId, agentIds, now }: { tenantId: string; agentIds: readonly string[]; now: number },
  { customers, numbers }: DemoCustomers,
  dice: Dice,
): PlanRow[] {
  return agentIds.flatMap((accountId) =>
    [-3, 1, 2].map((days) => {
      const customer = dice.pick(customers);
      const dueAt = atWork(now, days, dice);
      return {
        id: systemIds.uuid(),
        tenantId,
        accountId,
        customerId: customer.id,
        number: numbers.find(({ customerId }) => customerId === customer.id)?.number ?? '',
        customerName: customer.name,
        dueAt,
        note: dice.pick(TO_DO),
        doneAt: days < 0 ? new Date(dueAt.getTime() + dice.between(1, 50) * MINUTE_MS) : null,
        createdAt: new Date(now - dice.between(4, 8) * DAY_MS),
      };
    }),
  );
}
