import type { Account, Conference, ConferenceHeld, ConferenceParty, ConferenceSession, Page } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, chromiumInstalled } from '../support/browser.ts';
import { engines } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { House } from '../support/house.ts';
import { SippAgents } from '../support/sipp-agents.ts';
import { type ToneCall, TonePhone } from '../support/tone-phone.ts';

// CONF-2: who hears whom is proven with a different tone from each party.

const ANNA_HZ = 500;
const BERT_HZ = 900;
const CARL_HZ = 1300;
const TONES = [ANNA_HZ, BERT_HZ, CARL_HZ];
const NAME = '每周“总结” #1';
/** A phone that says nothing any more is given up after 30 s. */
const LOST_MS = 45_000;

interface DeskPhone {
  account: Account;
  phone: TonePhone;
  line: ToneCall | undefined;
}

describe.each(engines)('on $engine', ({ engine, available }) => {
  let house: House;
  let anna: DeskPhone;
  let bert: DeskPhone;
  let carl: Browser;
  let conference: Conference;
  const secrets = new Map<string, string>();
  const usable = available && chromiumInstalled;

  beforeAll(async () => {
    if (!usable) return;
    house = await House.start(engine);
    anna = await hire('anna', '9401', ANNA_HZ);
    bert = await hire('bert', '9402', BERT_HZ);
    const web = await house.hireWebAgent('carl', '9403');
    carl = await Browser.open({ frequency: CARL_HZ });
    await carl.signIn(house.server.url.replace('127.0.0.1', 'localhost'), 'carl');
    const { world } = house.server.modules.engine.callControl;
    await eventually('all phones are there', () => world.agents.get(web.id)?.registeredWith.length === 1, 20_000);
    const memberIds = [anna.account.id, bert.account.id, web.id];
    const { status, body } = await house.admin.request('POST', '/api/conferences', { name: NAME, memberIds, recorded: true });
    expect(status, JSON.stringify(body)).toBe(200);
    conference = body as Conference;
  }, 90_000);
  afterAll(async () => {
    anna?.phone.close();
    bert?.phone.close();
    await carl?.close();
    await house?.stop();
  });

  async function hire(name: string, extension: string, frequency: number): Promise<DeskPhone> {
    const { account, sipSecret } = await house.hireAgent(name, extension);
    secrets.set(name, sipSecret);
    return { account, phone: await register(account, frequency), line: undefined };
  }

  function register(account: Account, frequency: number): Promise<TonePhone> {
    const user = account.extension?.sipUser ?? '';
    return TonePhone.register({ user, password: secrets.get(account.name) ?? '', sipPort: house.sipPort, frequency });
  }

  async function order(path: string, body: object = {}): Promise<void> {
    const answer = await house.admin.request('POST', `/api/conferences/${conference.id}/${path}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  }

  async function session(): Promise<ConferenceSession | null> {
    const { rows } = await house.admin.get<Page<Conference>>('/api/conferences');
    return rows.find(({ id }) => id === conference.id)?.session ?? null;
  }

  async function party(who: string): Promise<ConferenceParty> {
    const found = (await session())?.parties.find(({ name, number }) => name === who || number === who);
    return found ?? expect.fail(`${who} is not in the conference`);
  }

  async function everybodyHears(expected: { anna?: number[]; bert?: number[]; carl?: number[] }): Promise<void> {
    let heard = {};
    await eventually(
      'everybody hears whom he should',
      async () => {
        heard = {
          ...(expected.anna ? { anna: anna.line?.probe.which(TONES) } : {}),
          ...(expected.bert ? { bert: bert.line?.probe.which(TONES) } : {}),
          ...(expected.carl ? { carl: await carl.which(TONES) } : {}),
        };
        return JSON.stringify(heard) === JSON.stringify(expected);
      },
      15_000,
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(expected)}, but ${JSON.stringify(heard)}`);
    });
  }

  describe.skipIf(!usable)('a conference of two desk phones and a browser', { timeout: 120_000 }, () => {
    it('rings all three with its name; whoever answers hears the two others and not himself', async () => {
      await order('start');
      [anna.line, bert.line] = await Promise.all([anna.phone.picksUp(), bert.phone.picksUp()]);
      await carl.page.getByText(NAME).first().waitFor();
      await carl.screenshot(`conference-rings-${engine}`);
      await carl.page.getByTestId('answer').first().click();
      await everybodyHears({ anna: [BERT_HZ, CARL_HZ], bert: [ANNA_HZ, CARL_HZ], carl: [ANNA_HZ, BERT_HZ] });
      await eventually('all are seen to talk', async () => (await session())?.parties.every(({ talking }) => talking));
    });

    it('mutes one: he hears all and is heard by nobody, until he may speak again', async () => {
      const { partyId } = await party('bert');
      await order(`parties/${partyId}/mute`, { on: true });
      await everybodyHears({ anna: [CARL_HZ], bert: [ANNA_HZ, CARL_HZ], carl: [ANNA_HZ] });
      expect(await party('bert')).toMatchObject({ muted: true, talking: false });
      await order(`parties/${partyId}/mute`, { on: false });
      await everybodyHears({ anna: [BERT_HZ, CARL_HZ], carl: [ANNA_HZ, BERT_HZ] });
    });

    it('lets one in who left: he is called again', async () => {
      await anna.line?.hangsUp();
      await eventually('anna has left', async () => (await party('anna')).state === 'left');
      await everybodyHears({ bert: [CARL_HZ], carl: [BERT_HZ] });
      await order(`parties/${(await party('anna')).partyId}/call-again`);
      anna.line = await anna.phone.picksUp();
      await everybodyHears({ anna: [BERT_HZ, CARL_HZ], bert: [ANNA_HZ, CARL_HZ], carl: [ANNA_HZ, BERT_HZ] });
    });

    it('has one back whose page was loaded again, without a click of his', async () => {
      await carl.page.reload();
      await everybodyHears({ anna: [BERT_HZ, CARL_HZ], bert: [ANNA_HZ, CARL_HZ], carl: [ANNA_HZ, BERT_HZ] });
      expect((await party('carl')).state).toBe('joined');
    });

    // Half a minute of silence; a browser is missed sooner (the next story).
    it.runIf(engine === 'softswitch')(
      'shows whose phone went away without a word as lost; the others go on, and it rings when it is there again',
      async () => {
        bert.phone.close();
        await eventually('bert is lost', async () => (await party('bert')).state === 'lost', LOST_MS);
        await everybodyHears({ anna: [CARL_HZ], carl: [ANNA_HZ] });
        bert.phone = await register(bert.account, BERT_HZ);
        bert.line = await bert.phone.picksUp();
        await everybodyHears({ anna: [BERT_HZ, CARL_HZ], bert: [ANNA_HZ, CARL_HZ], carl: [ANNA_HZ, BERT_HZ] });
      },
    );

    it('shows a browser whose processes were all killed as lost, too; its owner is in again by opening a new one', async () => {
      await carl.kill();
      await eventually('carl is lost', async () => (await party('carl')).state === 'lost', LOST_MS);
      await everybodyHears({ anna: [BERT_HZ], bert: [ANNA_HZ] });
      carl = await Browser.open({ frequency: CARL_HZ });
      await carl.signIn(house.server.url.replace('127.0.0.1', 'localhost'), 'carl');
      await everybodyHears({ anna: [BERT_HZ, CARL_HZ], bert: [ANNA_HZ, CARL_HZ], carl: [ANNA_HZ, BERT_HZ] });
    });

    it('takes in a number outside, and removes it', async () => {
      const { carrier, port } = await SippAgents.carrier();
      const trunk = (await house.admin.get<Page<{ id: string }>>('/api/trunks')).rows[0] ?? expect.fail('the demo has a trunk');
      const { channelsInUse: _channels, createdAt: _created, id, ...input } = { channelsInUse: 0, createdAt: '', ...trunk };
      expect((await house.admin.request('PUT', `/api/trunks/${id}`, { ...input, port, password: '' })).status).toBe(200);
      await order('invite', { number: '13800138000' });
      await eventually('he is in', async () => (await party('13800138000')).state === 'joined', 20_000);
      await order(`parties/${(await party('13800138000')).partyId}/remove`);
      await eventually('he is out', async () => (await party('13800138000')).state === 'left');
      await everybodyHears({ anna: [BERT_HZ, CARL_HZ] });
      await carrier.close();
    });

    it('ends for all; who came and what was said is kept, and nothing is left in the engine', async () => {
      await order('end');
      await Promise.all([anna.line?.isHungUp(), bert.line?.isHungUp()]);
      expect(await session()).toBeNull();
      const held = await eventually(
        'the recordings are here',
        async () => {
          const [last] = await house.admin.get<ConferenceHeld[]>(`/api/conferences/${conference.id}/sessions`);
          return last && last.recordings.length > 0 && last.recordings.every(({ ready }) => ready) ? last : undefined;
        },
        60_000,
      );
      expect(held.parties.map(({ name, number, joinedAt }) => [name ?? number, joinedAt !== null])).toEqual([
        ['anna', true],
        ['bert', true],
        ['carl', true],
        ['13800138000', true],
      ]);
      const sound = await fetch(`${house.server.url}/api/recordings/${held.recordings[0]?.id}/audio`, {
        headers: { cookie: house.admin.cookie },
      });
      expect(sound.status).toBe(200);
      await house.expectNothingLeft();
      expect(carl.problems).toEqual([]);
    });
  });
});
