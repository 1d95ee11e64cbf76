import { expect, test } from 'vitest';
import { type AriEvent, type ContactInfo, PhoneContacts } from '../src/index.ts';

const at = (port: number): string => `sip:demo-8001@192.0.2.7:${port}`;

function tells(contacts: PhoneContacts, uri: string, contact_status: ContactInfo['contact_status']): void {
  const event: AriEvent = {
    type: 'ContactStatusChange',
    application: 'zuoxi',
    timestamp: '',
    asterisk_id: '',
    endpoint: { technology: 'PJSIP', resource: 'demo-8001', state: 'online', channel_ids: [] },
    contact_info: { uri, contact_status, aor: 'demo-8001', roundtrip_usec: '0' },
  };
  contacts.onEvent(event);
}

test('of several contacts of a phone the one that was heard of last is rung, unless it does not answer', () => {
  const contacts = new PhoneContacts();
  const rung = () => contacts.dialString('PJSIP/demo-8001');
  expect(rung()).toBe('PJSIP/demo-8001');
  tells(contacts, at(1), 'NonQualified');
  expect(rung(), 'there is but one').toBe('PJSIP/demo-8001');
  tells(contacts, at(2), 'NonQualified');
  expect(rung()).toBe(`PJSIP/demo-8001/${at(2)}`);
  // A word from the other.
  tells(contacts, at(1), 'Reachable');
  expect(rung()).toBe(`PJSIP/demo-8001/${at(1)}`);
  tells(contacts, at(1), 'Unreachable');
  expect(rung()).toBe(`PJSIP/demo-8001/${at(2)}`);
  tells(contacts, at(2), 'Unreachable');
  expect(rung(), 'the engine may know better').toBe('PJSIP/demo-8001');
  tells(contacts, at(3), 'NonQualified');
  expect(rung()).toBe(`PJSIP/demo-8001/${at(3)}`);
  contacts.doubt();
  expect(rung(), 'nobody knows what is there after a silence').toBe('PJSIP/demo-8001');
  tells(contacts, at(2), 'Reachable');
  expect(rung()).toBe(`PJSIP/demo-8001/${at(2)}`);
  tells(contacts, `${at(4)};transport=ws`, 'NonQualified');
  expect(rung(), 'a browser').toBe('PJSIP/demo-8001');
  tells(contacts, `${at(4)};transport=ws`, 'Removed');
  for (const port of [1, 2]) tells(contacts, at(port), 'Removed');
  expect(rung()).toBe('PJSIP/demo-8001');
  expect(contacts.dialString('PJSIP/13800138000@trunk-1')).toBe('PJSIP/13800138000@trunk-1');
});
