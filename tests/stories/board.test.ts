import type { Account, AgentStatus, PanelState } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { RtpProbe } from '../support/rtp-probe.ts';
import type { ApiUser } from '../support/server.ts';
import { SippCaller, sippInstalled } from '../support/sipp.ts';
import { type ToneCall, TonePhone } from '../support/tone-phone.ts';

// The live board in the browser (AGT-1 … AGT-8). Who hears whom is the story of supervision.test.ts.

const CUSTOMER_HZ = 500;
const AGENT_HZ = 900;
const SUPERVISOR_HZ = 1300;
const CALLED = '02088887791';

describe.skipIf(!sippInstalled || !chromiumInstalled)('a supervisor at the live board', { timeout: 90_000 }, () => {
  let house: House;
  let anna: Account;
  let user: ApiUser;
  let phone: TonePhone;
  let line: ToneCall;
  let supervisor: Browser;
  let customer: RtpProbe;
  let sipp: SippCaller;

  beforeAll(async () => {
    house = await (await House.start()).greetBriefly();
    const hired = await house.hireAgent('anna', '9501');
    anna = hired.account;
    const susi = await house.hireWebAgent('susi', '9502', 'supervisor');
    await house.openQueue('8791', CALLED, [anna.id, susi.id], { wrapUpS: 120 });
    phone = await TonePhone.register({
      user: anna.extension?.sipUser ?? '',
      password: hired.sipSecret,
      sipPort: house.sipPort,
      frequency: AGENT_HZ,
    });
    user = await house.signIn('anna');
    supervisor = await Browser.open({ frequency: SUPERVISOR_HZ });
    await supervisor.signIn(url(), 'susi');
    await eventually('her phone is there', async () => (await onBoard('9502'))?.phoneOnline, 20_000);
    // Calls of the queue are for the agent.
    const own = await house.signIn('susi');
    const queueIds = (await own.get<PanelState>('/api/panel')).agent.queues.map((queue) => queue.queueId);
    await own.request('POST', '/api/panel/queue-states', { queueIds, ready: false, reason: '巡查' });
    await supervisor.page.goto(`${url()}/agents`);
  }, 60_000);
  afterAll(async () => {
    sipp?.kill();
    customer?.close();
    phone?.close();
    await supervisor?.close();
    await house?.stop();
  });

  const url = () => house.server.url.replace('127.0.0.1', 'localhost');
  const onBoard = async (extension: string) =>
    (await house.admin.get<AgentStatus[]>('/api/agents')).find((row) => row.extension === extension);
  const row = () => supervisor.page.getByTestId('board-row-9501');
  const button = (name: string) => supervisor.page.getByRole('button', { name, exact: true });
  const confirm = (name: string) => supervisor.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  async function more(action: string): Promise<void> {
    await button('更多操作：anna').click();
    await supervisor.page.getByRole('menuitem', { name: action }).click();
  }

  async function customerTalksWithAnna(): Promise<void> {
    customer = await RtpProbe.open(CUSTOMER_HZ);
    const call = { sipPort: house.sipPort, calledNumber: CALLED, callerNumber: '13900000091', rtpPort: customer.port };
    sipp = await SippCaller.ring([call], { talkMs: 80_000 });
    line = await phone.picksUp();
    await row().getByText('通话').waitFor();
  }

  it('sees a raised hand above all others and on any page, and listens, whispers and barges in with one click each', async () => {
    await customerTalksWithAnna();
    await row().getByText('13900000091').waitFor();
    expect((await user.request('POST', '/api/panel/hand', { on: true })).status).toBe(204);
    await supervisor.page.getByText('anna 举手').waitFor();
    await supervisor.screenshot('board-hand');
    await button('查看').first().click();
    await button('监听：anna').click();
    const bar = supervisor.page.getByTestId('supervision-bar');
    await bar.getByText('anna').waitFor();
    await eventually('she listens', async () => (await onBoard('9501'))?.supervisors[0]?.mode === 'listen', 15_000);
    await row().getByText('susi（监听）').waitFor();
    await supervisor.page.getByText('anna 举手').waitFor({ state: 'detached' });
    await supervisor.screenshot('board-listens');
    await bar.getByText('密语', { exact: true }).click();
    await eventually('the agent alone hears her', () => line.probe.hears(SUPERVISOR_HZ) && !customer.hears(SUPERVISOR_HZ));
    await bar.getByText('强插', { exact: true }).click();
    await eventually('both hear her', () => line.probe.hears(SUPERVISOR_HZ) && customer.hears(SUPERVISOR_HZ));
  });

  it('takes the customer over, after a sentence that says who is hung up', async () => {
    await button('接管').click();
    await supervisor.page.getByText('坐席 anna 将被挂断，您与客户 13900000091 继续通话。').waitFor();
    await supervisor.screenshot('board-take-over');
    await confirm('接管');
    await line.isHungUp();
    await eventually('she has the customer', () => customer.hears(SUPERVISOR_HZ) && !customer.hears(AGENT_HZ));
    await supervisor.page.getByTestId('hangup').first().click();
    await sipp.ended;
    customer.close();
  });

  it('ends the agent’s wrap-up, sets her not ready and ready; she sees by whom', async () => {
    await row().getByText('话后处理', { exact: true }).waitFor();
    await button('结束话后处理：anna').click();
    await row().getByText('空闲').waitFor();
    await more('全部置忙…');
    const dialog = supervisor.page.getByRole('dialog');
    await dialog.getByRole('button', { name: '休息' }).click();
    await supervisor.screenshot('board-not-ready');
    await dialog.locator('.ant-btn-primary').click();
    await row().getByText('休息').waitFor();
    expect((await user.get<PanelState>('/api/panel')).forced).toMatchObject({ by: 'susi', what: 'notReady' });
    await more('全部置闲');
    await row().getByText('空闲').waitFor();
  });

  it('sees who an agent is by pointing at the name, and why she gets no calls', async () => {
    await button('anna').hover();
    await supervisor.page.getByRole('tooltip').getByText('队列 8791').waitFor();
    await supervisor.screenshot('board-details');
    await button('分配原因：anna').click();
    await supervisor.page.locator('.ant-drawer-body').getByText('队列 8791').waitFor();
    await supervisor.page.keyboard.press('Escape');
  });

  it('signs her out; her page says who did it', async () => {
    const page = await Browser.open();
    const isConnected = page.page
      .waitForEvent('websocket', { predicate: (socket) => socket.url().includes('socket.io') })
      .then((socket) => socket.waitForEvent('framereceived'));
    await page.signIn(url(), 'anna');
    await isConnected;
    await more('强制退出…');
    await confirm('强制退出');
    await page.page.getByText('susi 已强制您退出登录').waitFor();
    await page.screenshot('board-signed-out');
    await row().getByText('离线').waitFor();
    await page.close();
    expect(supervisor.problems).toEqual([]);
  });
});
