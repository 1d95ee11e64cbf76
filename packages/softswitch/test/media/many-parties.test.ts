import { silentLogger } from '@zuoxi/kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMediaEngine, type MediaEngine } from '../../src/media/index.ts';
import { joined, legOf, type TestPhone, until } from './test-phone.ts';

let engine: MediaEngine;
let phones: TestPhone[];

beforeEach(async () => {
  phones = [];
  engine = await createMediaEngine({ bindAddress: '127.0.0.1', portRange: [0, 0] }, silentLogger);
});

afterEach(async () => {
  for (const phone of phones) phone.close();
  await engine.close();
});

const TONES = { customer: 500, agent: 1200, supervisor: 2100, prompt: 800 };

/** A customer and an agent in a call. */
async function call(): Promise<[TestPhone, TestPhone]> {
  const bridge = await engine.createBridge();
  const customer = await joined(engine, bridge, TONES.customer);
  const agent = await joined(engine, bridge, TONES.agent);
  phones.push(customer, agent);
  await until('they talk', () => customer.hears(TONES.agent) && agent.hears(TONES.customer));
  return [customer, agent];
}

/** A supervisor bridged with a tap on the agent. */
async function supervise(agent: TestPhone, spy: 'none' | 'in' | 'out' | 'both', whisper: 'none' | 'in' | 'out' | 'both') {
  const snoop = await engine.createSnoop({ target: legOf(agent), spy, whisper });
  const room = await engine.createBridge();
  await room.add(snoop);
  const supervisor = await joined(engine, room, TONES.supervisor);
  phones.push(supervisor);
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

test('three in a bridge hear the other two and not themselves', async () => {
  const bridge = await engine.createBridge();
  const a = await joined(engine, bridge, 500);
  const b = await joined(engine, bridge, 1200, 'PCMU');
  const c = await joined(engine, bridge, 2100);
  phones.push(a, b, c);
  await until('all hear', () => a.hears(1200) && a.hears(2100) && b.hears(500) && b.hears(2100) && c.hears(500) && c.hears(1200));
  expect([a.hears(500), b.hears(1200), c.hears(2100)]).toEqual([false, false, false]);
  await bridge.remove(legOf(c));
  await until('two are left', () => a.hears(1200) && !a.hears(2100) && b.hears(500) && !b.hears(2100));
});

test('one who only listens hears all and is heard by none', async () => {
  const [customer, agent] = await call();
  const bridge = await engine.createBridge();
  const listener = await joined(engine, bridge, TONES.supervisor);
  phones.push(listener);
  const three = await engine.createBridge();
  await three.add(legOf(customer));
  await three.add(legOf(agent));
  await three.add(legOf(listener), { listenOnly: true });
  await until('the listener hears both', () => listener.hears(TONES.customer) && listener.hears(TONES.agent));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer']);
});

test('a supervisor who listens is heard by nobody', async () => {
  const [customer, agent] = await call();
  const { supervisor } = await supervise(agent, 'both', 'none');
  await until('he hears both', () => supervisor.hears(TONES.customer) && supervisor.hears(TONES.agent));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer']);
  expect(await hears(supervisor)).toEqual(['customer', 'agent']);
});

test('spying one direction hears that one only', async () => {
  const [, agent] = await call();
  const { supervisor } = await supervise(agent, 'in', 'none');
  await until('he hears the agent', () => supervisor.hears(TONES.agent));
  expect(await hears(supervisor)).toEqual(['agent']);
  const other = await supervise(agent, 'out', 'none');
  await until('he hears the customer', () => other.supervisor.hears(TONES.customer));
  expect(await hears(other.supervisor)).toEqual(['customer']);
});

test('a whisper reaches only the agent, and not the ears of the supervisor', async () => {
  const [customer, agent] = await call();
  const { supervisor, snoop } = await supervise(agent, 'both', 'out');
  await until('the agent hears it', () => agent.hears(TONES.supervisor) && agent.hears(TONES.customer));
  expect(await hears(customer)).toEqual(['agent']);
  expect(await hears(agent)).toEqual(['customer', 'supervisor']);
  expect(await hears(supervisor)).toEqual(['customer', 'agent']);
  await snoop.close();
  await until('the agent hears it no more', () => !agent.hears(TONES.supervisor) && agent.hears(TONES.customer));
});

test('a supervisor who barges in is heard by both', async () => {
  const [customer, agent] = await call();
  const { supervisor } = await supervise(agent, 'both', 'both');
  await until('both hear him', () => agent.hears(TONES.supervisor) && customer.hears(TONES.supervisor));
  expect(await hears(customer)).toEqual(['agent', 'supervisor']);
  expect(await hears(agent)).toEqual(['customer', 'supervisor']);
  expect(await hears(supervisor)).toEqual(['customer', 'agent']);
});

test('a prompt over a bridge is heard by both with each other; over one leg by that one', async () => {
  const [customer, agent] = await call();
  const own = await engine.createBridge();
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

test('music in a bridge is heard by one who waits alone; music on a leg replaces the bridge', async () => {
  const bridge = await engine.createBridge();
  bridge.setMusic({ kind: 'tone', frequencies: [TONES.prompt], cadence: [] });
  const customer = await joined(engine, bridge, TONES.customer);
  phones.push(customer);
  await until('he hears music', () => customer.hears(TONES.prompt));
  const agent = await joined(engine, bridge, TONES.agent);
  phones.push(agent);
  await until('he hears the agent', () => customer.hears(TONES.agent) && !customer.hears(TONES.prompt));
  expect(agent.hears(TONES.prompt)).toBe(false);
  legOf(customer).setMusic({ kind: 'tone', frequencies: [TONES.prompt], cadence: [] });
  await until('he hears music instead', () => customer.hears(TONES.prompt) && !customer.hears(TONES.agent));
  legOf(customer).setMusic(undefined);
  await until('he hears the agent', () => customer.hears(TONES.agent) && !customer.hears(TONES.prompt));
});
