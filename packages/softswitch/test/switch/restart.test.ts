import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

// After a restart the phones are faster than the server that pushes their accounts.

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(async () => {
  await house.close();
});

test('phones that come before their accounts are asked to come again, and are let in as soon as they are known', async () => {
  const early = await house.phone('demo-8001', 'pw-demo-8001');
  for (let attempt = 0; attempt < 15; attempt++) {
    const refused = await early.registers();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
  }
  const call = await early.calls('8002');
  expect((await call.hears(503)).headers.get('retry-after')).toBe('2');
  await house.extension('demo-8001');
  expect((await early.registers()).status).toBe(200);
});

test('a phone locked out while others were configured first is let in when its own account is', async () => {
  await house.extension('demo-8001');
  const early = await house.phone('demo-8002', 'pw-demo-8002');
  for (let attempt = 0; attempt < 12; attempt++) expect((await early.registers()).status).toBe(401);
  await house.extension('demo-8002');
  expect((await early.registers()).status).toBe(200);
});

test('a whole office behind one address that comes back at once is not taken for a flood', async () => {
  const early = await house.phone('demo-8001', 'pw-demo-8001');
  // More than a stranger may send in two seconds.
  for (let attempt = 0; attempt < 100; attempt++) expect((await early.registers()).status).toBe(503);
  await house.extension('demo-8001');
  expect((await early.registers()).status).toBe(200);
});
