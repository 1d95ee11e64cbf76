import type { AccountWithSecret } from '@zuoxi/contract';
import { demo } from '../../apps/server/src/demo.ts';
import type { ApiUser } from './server.ts';
import { TonePhone } from './tone-phone.ts';

type Role = 'agent' | 'supervisor';

/** Somebody new, of that extension, who is called as he signs in. */
export async function hire(
  admin: ApiUser,
  { name, extension, role = 'agent', phoneType }: { name: string; extension: string; role?: Role; phoneType: 'sip' | 'web' },
): Promise<AccountWithSecret> {
  const { status, body } = await admin.request('POST', '/api/accounts', {
    name,
    displayName: name,
    role,
    password: demo.summary.password,
    extension: { number: extension, phoneType, recordingEnabled: true },
  });
  if (status !== 200) throw new Error(`could not create ${name}: ${JSON.stringify(body)}`);
  // The server checked the answer against the contract's shape.
  return body as AccountWithSecret;
}

/** With a desk phone on his table, which speaks that tone. */
export async function hireWithPhone(
  admin: ApiUser,
  sipPort: number,
  { frequency, ...who }: { name: string; extension: string; role?: Role; frequency: number },
): Promise<{ id: string; phone: TonePhone }> {
  const { account, sipSecret } = await hire(admin, { ...who, phoneType: 'sip' });
  const user = account.extension?.sipUser ?? '';
  return { id: account.id, phone: await TonePhone.register({ user, password: sipSecret ?? '', sipPort, frequency }) };
}
