import { expect } from 'vitest';
import { type Studio, test } from './media-test.ts';
import { joined, legOf, type TestPhone, until } from './test-phone.ts';

const TONES = { customer: 500, agent: 1200, supervisor: 2100, prompt: 800 };

/** A customer and an agent in a call. */
async function call(studio: Studio): Promise<[TestPhone, TestPhone]> {
  const bridge = await studio.engine.createBridge();
  const customer = await joined(studio.engine, bridge, TONES.customer);
  const agent = await joined(studio.engine, bridge, TONES.agent);
  studio.phones.push(customer, agent);
  await until('they talk', () => customer.hears(TONES.agent) && agent.hears(TONES.customer));
  return [customer, agent];
}

/** A supervisor bridged with a tap on the agent. */
async function supervise(studio: Studio, agent: TestPhone, spy: 'none' | 'in' | 'out' | 'both', whisper: 'none' | 'in' | 'out' | 'both') {
  const snoop = await studio.engine.createSnoop({ target: legOf(agent), spy, whisper });
  const room = await studio.engine.createBridge();
  await room.add(snoop);
  const supervisor = await joined(studio.engine, room, TONES.supervisor);
  studio.phones.push(supervisor);
  return { snoop, room, supervisor };
}

/** Which of the tones a phone hears in the next 400 ms; looked at only after that time has gone by. */
async function hears(phone: TestPhone): Promise<string[]> {
  const from = phone.heard.length;
  await until('time goes by', () => phone.heard.length >= from + 20, 3_000);
  return Object.entries(TONES)
    .filter(([, frequency]) => phone.hears(frequency))
    .map(([who]) => who);
}

test.concurrent('three in a bridge hear the other two and not themselves', async ({ studio }) => {
  const bridge = await studio.engine.createBridge();
  const a = await joined(studio.engine, bridge, 500);
  const b = await joined(studio.engine, bridge, 1200, 'PCMU');
  const c = await joined(studio.engine, bridge, 2100);
  studio.phones.push(a, b, c);
  await until('all hear', () => a.hears(1200) && a.hears(2100) && b.hears(500) && b.hears(2100) && c.hears(500) && c.hears(1200));
  expect([a.hears(500), b.hears(1200), c.hears(2100)]).toEqual([false, false, false]);
  await bridge.remove(legOf(c));
  await until('two are left', () => a.hears(1200) && !a.hears(2100) && b.hears(500) && !b.hears(2100));
});

test.concurrent('one who only listens hears all and is heard by none', async ({ studio }) => {
  const [customer, agent] = await call(studio);
  const bridge = await studio.engine.createBridge();
  const listener = await joined(studio.engine, bridge, TONES.supervisor);
  studio.phones.push(listener);
  const three = await studio.engine.createBridge();
  await three.add(legOf(customer));
  await three.add(legOf(agent));
  await three.add(legOf(listener), { listenOnly: true });
  await until('the listener hears both', () => listener.hears(TONES.customer) && listener.hears(TONES.agent));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer']);
});

test.concurrent('a supervisor who listens is heard by nobody', async ({ studio }) => {
  const [customer, agent] = await call(studio);
  const { supervisor } = await supervise(studio, agent, 'both', 'none');
  await until('he hears both', () => supervisor.hears(TONES.customer) && supervisor.hears(TONES.agent));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer']);
  expect(await hears(supervisor)).toEqual(['customer', 'agent']);
});

test.concurrent('spying one direction hears that one only', async ({ studio }) => {
  const [, agent] = await call(studio);
  const { supervisor } = await supervise(studio, agent, 'in', 'none');
  await until('he hears the agent', () => supervisor.hears(TONES.agent));
  expect(await hears(supervisor)).toEqual(['agent']);
  const other = await supervise(studio, agent, 'out', 'none');
  await until('he hears the customer', () => other.supervisor.hears(TONES.customer));
  expect(await hears(other.supervisor)).toEqual(['customer']);
});

test.concurrent('a whisper reaches only the agent, and not the ears of the supervisor', async ({ studio }) => {
  const [customer, agent] = await call(studio);
  const { supervisor, snoop } = await supervise(studio, agent, 'both', 'out');
  await until('the agent hears it', () => agent.hears(TONES.supervisor) && agent.hears(TONES.customer));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer', 'supervisor']);
  expect(await hears(supervisor)).toEqual(['customer', 'agent']);
  await snoop.close();
  await until('the agent hears it no more', () => !agent.hears(TONES.supervisor) && agent.hears(TONES.customer));
});

test.concurrent('a supervisor who barges in is heard by both', async ({ studio }) => {
  const [customer, agent] = await call(studio);
  const { supervisor } = await supervise(studio, agent, 'both', 'both');
  await until('both hear him', () => agent.hears(TONES.supervisor) && customer.hears(TONES.supervisor));
  expect(await hears(customer)).toEqual(['agent', 'supervisor']);
  expect(await hears(agent)).toEqual(['customer', 'supervisor']);
  expect(await hears(supervisor)).toEqual(['customer', 'agent']);
});

test.concurrent('a prompt over a bridge is heard by both with each other; over one leg by that one', async ({ studio }) => {
  const [customer, agent] = await call(studio);
  const own = await studio.engine.createBridge();
  await own.add(legOf(customer));
  await own.add(legOf(agent));
  const toBoth = own.play({ kind: 'tone', frequencies: [TONES.prompt], cadence: [] });
  await until('both hear it', () => customer.hears(TONES.prompt) && agent.hears(TONES.prompt));
  expect(await hears(customer)).toEqual(['agent', 'prompt']);
  toBoth.stop();
  await until('it is over', () => !customer.hears(TONES.prompt) && !agent.hears(TONES.prompt));
  legOf(agent).play({ kind: 'tone', frequencies: [TONES.prompt], cadence: [] });
  await until('the agent hears it', () => agent.hears(TONES.prompt));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer', 'prompt']);
});

test.concurrent('music in a bridge is heard by all in it, over what they say; music on a leg replaces the bridge', async ({ studio }) => {
  const bridge = await studio.engine.createBridge();
  bridge.setMusic({ kind: 'tone', frequencies: [TONES.prompt], cadence: [] });
  const customer = await joined(studio.engine, bridge, TONES.customer);
  studio.phones.push(customer);
  await until('he hears music', () => customer.hears(TONES.prompt));
  const agent = await joined(studio.engine, bridge, TONES.agent);
  studio.phones.push(agent);
  await until('both hear each other and the music', () => {
    return customer.hears(TONES.agent) && customer.hears(TONES.prompt) && agent.hears(TONES.customer) && agent.hears(TONES.prompt);
  });
  bridge.setMusic(undefined);
  await until('they hear each other only', () => {
    return customer.hears(TONES.agent) && !customer.hears(TONES.prompt) && agent.hears(TONES.customer) && !agent.hears(TONES.prompt);
  });
  legOf(customer).setMusic({ kind: 'tone', frequencies: [TONES.prompt], cadence: [] });
  await until('he hears music instead', () => customer.hears(TONES.prompt) && !customer.hears(TONES.agent));
  legOf(customer).setMusic(undefined);
  await until('he hears the agent', () => customer.hears(TONES.agent) && !customer.hears(TONES.prompt));
});
