import type { Conference, ConferenceCandidate, ConferenceHeld, ConferenceSession, Page } from '@zuoxi/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { hireWithPhone } from '../support/hire.ts';
import { Installation } from '../support/installation.ts';
import type { ToneCall, TonePhone } from '../support/tone-phone.ts';

const PEOPLE = [
  { name: 'anna', extension: '9501', frequency: 500 },
  { name: 'bert', extension: '9502', frequency: 900 },
  { name: 'carl', extension: '9503', frequency: 1300 },
];
const TONES = PEOPLE.map(({ frequency }) => frequency);

describe.each(engines.filter(({ available }) => available))(
  'kill -9 of the server in the middle of a conference, on $engine',
  { timeout: 120_000 },
  ({ engine }) => {
    let house: Installation | undefined;
    const phones: TonePhone[] = [];

    afterEach(async () => {
      for (const phone of phones.splice(0)) phone.close();
      await house?.remove();
    });

    it('nobody hears it; afterwards it is led as before, and is one conference with one list of who came', async () => {
      const running = await Installation.start({ engine });
      house = running;
      const admin = await running.signIn('admin');
      const memberIds: string[] = [];
      for (const person of PEOPLE) {
        const { id, phone } = await hireWithPhone(admin, running.sipPort, person);
        memberIds.push(id);
        phones.push(phone);
      }
      const { body } = await admin.request('POST', '/api/conferences', { name: '早会', memberIds, recorded: true });
      // The server checked the answer against the contract's shape.
      const { id } = body as Conference;
      const order = async (path: string, input: object = {}) => {
        const answer = await admin.request('POST', `/api/conferences/${id}/${path}`, input);
        expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      };
      const session = async (): Promise<ConferenceSession> => {
        const { rows } = await admin.get<Page<Conference>>('/api/conferences');
        return rows[0]?.session ?? expect.fail('no conference is held');
      };
      const partyId = async (name: string) => (await session()).parties.find((party) => party.name === name)?.partyId;
      const lines: (ToneCall | undefined)[] = [];
      const hear = async (expected: (number[] | null)[]) => {
        let heard: unknown;
        await eventually('everybody hears whom he should', () => {
          heard = expected.map((tones, index) => tones && lines[index]?.probe.which(TONES));
          return JSON.stringify(heard) === JSON.stringify(expected);
        }).catch((error: Error) => {
          throw new Error(`${error.message}: ${JSON.stringify(expected)}, but ${JSON.stringify(heard)}`);
        });
      };
      const everybody = TONES.map((own) => TONES.filter((hz) => hz !== own));

      await eventually('the phones are known', async () => {
        const candidates = await admin.get<ConferenceCandidate[]>('/api/conferences/candidates');
        return candidates.filter(({ accountId, phoneOnline }) => phoneOnline && memberIds.includes(accountId)).length === PEOPLE.length;
      });
      await order('start');
      lines.push(...(await Promise.all(phones.map((phone) => phone.picksUp()))));
      await hear(everybody);
      const before = await session();

      const ears = lines.flatMap((line) => (line ? [line.probe] : []));
      for (const ear of ears) ear.forget();
      await running.killServer();
      await eventually('sound came meanwhile', () => ears.every((ear) => ear.received > 100));
      expect(ears.map((ear) => ear.lost)).toEqual(ears.map(() => 0));
      await hear(everybody);

      const after = await session();
      expect({ ...after, parties: after.parties.map(({ partyId: party, state }) => [party, state]) }).toEqual({
        ...before,
        parties: before.parties.map(({ partyId: party }) => [party, 'joined']),
      });
      await order(`parties/${await partyId('bert')}/mute`, { on: true });
      await hear([[1300], [500, 1300], [500]]);
      await order(`parties/${await partyId('carl')}/remove`);
      await lines[2]?.isHungUp();
      await hear([[], [500], null]);
      await order(`parties/${await partyId('carl')}/call-again`);
      lines[2] = await phones[2]?.picksUp();
      await hear([[1300], [500, 1300], [500]]);
      await order('end');
      await Promise.all(lines.map((line) => line?.isHungUp()));
      const held = await eventually('it is kept with its sound', async () => {
        const sessions = await admin.get<ConferenceHeld[]>(`/api/conferences/${id}/sessions`);
        return sessions.length > 0 && sessions.every(({ recordings }) => recordings.every(({ ready }) => ready)) ? sessions : undefined;
      });
      expect(held.map(({ parties }) => parties.map(({ name }) => name))).toEqual([['anna', 'bert', 'carl']]);
      expect(held[0]?.recordings.length).toBeGreaterThan(0);
      await running.expectPromiseOne();
    });
  },
);
