import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterRefusal, afterSaving, isDone, type NoteDraft, orderOf, withTheirs } from '../src/features/panel/notes.ts';
import { openDraftStore, unsavedOf } from '../src/ui/draft-store.ts';
import { changesOf, withoutSecrets } from '../src/ui/form-changes.ts';

/** A browser's storage; `room`: so many entries and no more. */
class MemoryStorage {
  readonly #entries = new Map<string, string>();
  readonly #room: number;

  constructor(room = Number.POSITIVE_INFINITY) {
    this.#room = room;
  }

  get length() {
    return this.#entries.size;
  }
  key(index: number) {
    return [...this.#entries.keys()][index] ?? null;
  }
  getItem(name: string) {
    return this.#entries.get(name) ?? null;
  }
  setItem(name: string, value: string) {
    if (!this.#entries.has(name) && this.#entries.size >= this.#room) throw new DOMException('full', 'QuotaExceededError');
    this.#entries.set(name, value);
  }
  removeItem(name: string) {
    this.#entries.delete(name);
  }
}

describe('drafts', () => {
  it('are there again when the page is loaded again, and gone when they are given up', () => {
    const storage = new MemoryStorage();
    const before = openDraftStore(storage);
    before.update('anna/note/1', () => ({ note: '周五再联系' }));
    before.update('anna/dial/', () => '138');
    const after = openDraftStore(storage);
    expect([...after.all.get()]).toEqual([
      ['anna/note/1', { note: '周五再联系' }],
      ['anna/dial/', '138'],
    ]);
    after.update('anna/note/1', () => undefined);
    expect([...openDraftStore(storage).all.get().keys()]).toEqual(['anna/dial/']);
  });

  it('are changed as they are now, and tell whoever reads them', () => {
    const store = openDraftStore(new MemoryStorage());
    const seen: unknown[] = [];
    store.all.subscribe(() => seen.push(store.all.get().get('a/b/c')));
    for (const letter of 'ab') store.update('a/b/c', (before) => `${typeof before === 'string' ? before : ''}${letter}`);
    expect(seen).toEqual(['a', 'ab']);
  });

  it('live as long as the page where the browser has no room, and leave what is not theirs alone', () => {
    const storage = new MemoryStorage(1);
    storage.setItem('zuoxi.page', '1-2-3-4');
    const store = openDraftStore(storage);
    store.update('a/b/c', () => 'kept');
    expect(store.all.get().get('a/b/c')).toBe('kept');
    expect(storage.getItem('zuoxi.page')).toBe('1-2-3-4');
  });
});

describe('at a workstation that several people share', () => {
  const typed = (storage: MemoryStorage) => {
    const store = openDraftStore(storage);
    store.update('anna/card/138', () => ({ info: { name: '周敏' } }));
    store.update('anna/note/1', () => ({ note: '周五再联系', state: 'typed' }));
    store.update('anna/dial/', () => '138');
    return store;
  };

  it('nothing of a person is left in the browser when they sign out', () => {
    const storage = new MemoryStorage();
    storage.setItem('zuoxi.page', '1-2-3-4');
    const store = typed(storage);
    store.clear();
    expect(store.all.get().size).toBe(0);
    expect([storage.length, storage.key(0)]).toEqual([1, 'zuoxi.page']);
  });

  it('the same person finds everything after a reload and an expired session, and nobody else what was theirs', () => {
    const storage = new MemoryStorage();
    typed(storage);
    const reloaded = openDraftStore(storage);
    reloaded.keepOnlyOf('anna');
    expect([...reloaded.all.get().keys()]).toEqual(['anna/card/138', 'anna/note/1', 'anna/dial/']);
    reloaded.update('berta/note/2', () => ({ note: 'x' }));
    reloaded.keepOnlyOf('berta');
    expect([...reloaded.all.get().keys()]).toEqual(['berta/note/2']);
    expect([...openDraftStore(storage).all.get().keys()]).toEqual(['berta/note/2']);
  });

  it('who signs out is asked when work would be lost, and not for a number or a note that the server has', () => {
    const store = typed(new MemoryStorage());
    expect(unsavedOf(store.all.get(), 'anna')).toEqual(['anna/card/138', 'anna/note/1']);
    expect(unsavedOf(store.all.get(), 'berta')).toEqual([]);
    store.update('anna/card/138', () => undefined);
    store.update('anna/note/1', () => ({ note: '周五再联系', state: 'saved' }));
    expect(unsavedOf(store.all.get(), 'anna')).toEqual([]);
  });

  it('every entry of the browser’s storage is a draft, or one of these, none of which tells what was worked on', () => {
    const known: Readonly<Record<string, string>> = {
      'zuoxi.signedIn': 'whether somebody is: gone when they leave',
      'zuoxi.signedOut': 'when somebody last left',
      'zuoxi.page': 'of the tab',
      'zuoxi.forcedSeen': 'the time of a notice that was dismissed',
      'zuoxi.setupHidden.': 'of the checklist, which says nothing of its reader',
      'zuoxi.tenant': 'the sign-in page begins with it',
      'zuoxi.account': 'the sign-in page begins with it',
      'zuoxi.nodes': 'marks nodes in the clipboard, no entry',
      'zuoxi.theme': 'of the workstation',
      'zuoxi.language': 'of the workstation',
      'zuoxi.menuCollapsed': 'of the workstation',
      'zuoxi.audio': 'of the workstation: microphone, loudspeaker, volume',
      'zuoxi.notify': 'of the workstation',
    };
    const folder = resolve(import.meta.dirname, '../src');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
    const keys = sources.flatMap(([, text]) => [...text.matchAll(/['`](zuoxi\.[\w./]+)/g)].map(([, key = '']) => key));
    expect(new Set(keys)).toEqual(new Set(['zuoxi.draft/', ...Object.keys(known)]));
    // No key is hidden from the line above by another prefix.
    const users = sources.filter(([, text]) => /\b(session|local)Storage\b/.test(text));
    expect(users.filter(([, text]) => !/['`]zuoxi\./.test(text)).map(([file]) => file)).toEqual([]);
  });
});

describe('what of a form is kept', () => {
  const initial = { name: 'Sales', note: '', members: ['a', 'b'], fields: { city: null }, count: 0 };

  it('is what differs from what it began with, so that it is not laid over what others save meanwhile', () => {
    expect(changesOf(initial, { ...initial, name: 'Service' })).toEqual({ name: 'Service' });
    expect(changesOf(initial, { ...initial, members: ['b', 'a'], count: 1 })).toEqual({ members: ['b', 'a'], count: 1 });
    expect(changesOf(initial, { name: '' }), 'emptied').toEqual({ name: '' });
  });

  it('is nothing where a field is only blank in another way', () => {
    expect(changesOf<object>(initial, { ...initial, note: undefined, fields: { city: '' } })).toBeUndefined();
    expect(changesOf(initial, {})).toBeUndefined();
  });

  it('has no password in it, at any depth', () => {
    const values = {
      name: 'a',
      password: 'p',
      sipSecret: 's',
      lines: [{ number: '8001', newPassword: 'p' }],
      nested: { password: 'p', port: 5060 },
    };
    expect(withoutSecrets(values)).toEqual({ name: 'a', lines: [{ number: '8001' }], nested: { port: 5060 } });
  });

  it('is the same for every form: each hands what is typed to the drafts, or says here why not', () => {
    const exempt: Readonly<Record<string, string>> = {
      'session/sign-in-page.tsx': 'a password',
      'session/change-password-page.tsx': 'passwords',
      'flows/properties/node-panel.tsx': 'saved by itself while it is typed',
      'flows/properties/flow-panel.tsx': 'saved by itself while it is typed',
      'flows/test-panel.tsx': 'a trial: nothing is saved',
      'test-customer/test-customer-button.tsx': 'a trial: nothing is saved',
      'inbound-routes/route-test.tsx': 'a trial: nothing is saved',
      'dial-rules/dial-test-panel.tsx': 'a trial: nothing is saved',
      'queues/rule-fields.tsx': 'a part of the queue’s form',
      'queues/waiting-fields.tsx': 'a part of the queue’s form',
    };
    const folder = resolve(import.meta.dirname, '../src/features');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
    const lacking = files.filter((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const isForm = /<Form[\s<>]/.test(text) || /<Form\.List/.test(text) || /<FormDrawer/.test(text);
      const keeps = /useFormDraft|draft=\{editor\.draft\}|drafts\.put/.test(text);
      return isForm && !keeps && !(file in exempt);
    });
    expect(lacking).toEqual([]);
    for (const file of Object.keys(exempt)) expect(files, 'no exemption that nobody needs').toContain(file);
  });
});

describe('a note about a call', () => {
  const draft: NoteDraft = {
    callId: 'c1',
    who: '周敏',
    options: ['已解决'],
    disposition: '已解决',
    note: ' 已回复 ',
    noteBefore: '',
    state: 'typed',
  };
  const sent = { callId: 'c1', disposition: '已解决', note: '已回复', noteBefore: '' };

  it('is sent with its disposition, and waits for one', () => {
    expect(orderOf(draft)).toEqual(sent);
    expect(orderOf({ ...draft, disposition: null })).toBeNull();
    expect(orderOf({ ...draft, state: 'saved' })).toBeNull();
  });

  it('stays while the server does not show it, and what was typed meanwhile is sent as well', () => {
    const saved = afterSaving({ ...draft, hurry: true }, sent);
    expect(saved).toEqual({ ...draft, noteBefore: '已回复', state: 'saved' });
    expect(afterSaving({ ...draft, note: '已回复，周五再联系' }, sent)).toMatchObject({ state: 'typed', noteBefore: '已回复' });
    if (!saved) throw new Error('nothing is left');
    expect(isDone(saved, { callId: 'c1', chosen: '已解决', note: '' })).toBe(false);
    expect(isDone(saved, { callId: 'c1', chosen: '已解决', note: '已回复' })).toBe(true);
    expect(isDone(saved, { callId: 'c2', chosen: null, note: '' }), 'another call’s turn').toBe(true);
  });

  it('that was changed on another page meanwhile replaces nothing: both stand in it, the other one first', () => {
    const changed: NoteDraft = { ...draft, state: 'changed' };
    expect(withTheirs(changed, ''), 'not shown yet').toBe(changed);
    const both = withTheirs(changed, '客户要发票');
    expect(both).toMatchObject({ note: '客户要发票\n已回复', noteBefore: '客户要发票', state: 'typed' });
    expect(both && orderOf(both)).toMatchObject({ note: '客户要发票\n已回复', noteBefore: '客户要发票' });
    expect(withTheirs(draft, '客户要发票'), 'nobody was refused').toBe(draft);
    expect(isDone(changed, { callId: 'c2', chosen: null, note: '' })).toBe(false);
  });

  it('is never done before it is saved, whatever is shown', () => {
    for (const shown of [null, { callId: 'c2', chosen: null, note: '' }]) {
      expect(isDone(draft, shown)).toBe(false);
      expect(isDone({ ...draft, disposition: null }, shown)).toBe(false);
    }
    expect(afterRefusal(draft, '当前没有通话')).toMatchObject({ state: 'refused', note: ' 已回复 ', problem: '当前没有通话' });
    expect(isDone({ ...draft, disposition: null, note: ' ' }, null), 'nothing was written').toBe(true);
  });
});
