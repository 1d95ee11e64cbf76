import type { Account, CreateAccount, UpdateAccount } from '@zuoxi/contract';

/** The form is flat; the extension is one switch and three fields. */
export interface AccountValues {
  name: string;
  displayName: string;
  role: CreateAccount['role'];
  enabled: boolean;
  password: string;
  hasExtension: boolean;
  number: string;
  phoneType: 'web' | 'sip';
  recordingEnabled: boolean;
}

/** Where the server's refusals belong. */
export const accountFieldOf = { 'accounts.nameTaken': 'name', 'accounts.extensionTaken': 'number', 'queues.numberTaken': 'number' };

export function toValues(account: Account | null): AccountValues {
  return {
    name: account?.name ?? '',
    displayName: account?.displayName ?? '',
    // An operator is not administered here; the list of a call centre has none.
    role: account && account.role !== 'operator' ? account.role : 'agent',
    enabled: account?.enabled ?? true,
    password: '',
    hasExtension: account ? account.extension !== null : true,
    number: account?.extension?.number ?? '',
    phoneType: account?.extension?.phoneType ?? 'web',
    recordingEnabled: account?.extension?.recordingEnabled ?? true,
  };
}

function extensionOf({ hasExtension, number, phoneType, recordingEnabled }: AccountValues): CreateAccount['extension'] {
  return hasExtension ? { number, phoneType, recordingEnabled } : null;
}

export function toCreate(values: AccountValues): CreateAccount {
  const { name, displayName, role, password } = values;
  return { name, displayName, role, password, extension: extensionOf(values) };
}

export function toUpdate(values: AccountValues): UpdateAccount {
  const { displayName, role, enabled, password } = values;
  return { displayName, role, enabled, ...(password ? { password } : {}), extension: extensionOf(values) };
}
