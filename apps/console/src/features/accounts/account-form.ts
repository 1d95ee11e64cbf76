import type { Account, CreateAccount, DtmfMode, Forwarding, PermissionClass, Srtp, UpdateAccount } from '@zuoxi/contract';

/** The form is flat; the extension is one switch and its settings. */
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
  callerId: string;
  mayDial: PermissionClass[];
  dailyCallsCap: number;
  dailyMinutesCap: number;
  doNotDisturb: boolean;
  forwarding: Forwarding;
  pickupGroup: string;
  dtmfMode: DtmfMode;
  srtp: Srtp;
}

/** Where the server's refusals belong. */
export const accountFieldOf = { 'accounts.nameTaken': 'name', 'accounts.extensionTaken': 'number', 'queues.numberTaken': 'number' };

/** What a new extension may dial: nothing abroad, nothing dear. */
export const usualClasses: PermissionClass[] = ['internal', 'local', 'national'];

export function toValues(account: Account | null): AccountValues {
  const extension = account?.extension;
  return {
    name: account?.name ?? '',
    displayName: account?.displayName ?? '',
    // An operator is not administered here; the list of a call centre has none.
    role: account && account.role !== 'operator' ? account.role : 'agent',
    enabled: account?.enabled ?? true,
    password: '',
    hasExtension: account ? account.extension !== null : true,
    number: extension?.number ?? '',
    phoneType: extension?.phoneType ?? 'web',
    recordingEnabled: extension?.recordingEnabled ?? true,
    callerId: extension?.callerId ?? '',
    mayDial: extension?.mayDial ?? usualClasses,
    dailyCallsCap: extension?.dailyCallsCap ?? 0,
    dailyMinutesCap: extension?.dailyMinutesCap ?? 0,
    doNotDisturb: extension?.doNotDisturb ?? false,
    forwarding: extension?.forwarding ?? { always: '', busy: '', noAnswer: '', offline: '', noAnswerS: 20 },
    pickupGroup: extension?.pickupGroup ?? '',
    dtmfMode: extension?.dtmfMode ?? 'auto',
    srtp: extension?.srtp ?? 'off',
  };
}

function extensionOf(values: AccountValues): CreateAccount['extension'] {
  if (!values.hasExtension) return null;
  const { name: _n, displayName: _d, role: _r, enabled: _e, password: _p, hasExtension: _h, ...extension } = values;
  return extension;
}

export function toCreate(values: AccountValues): CreateAccount {
  const { name, displayName, role, password } = values;
  return { name, displayName, role, password, extension: extensionOf(values) };
}

export function toUpdate(values: AccountValues): UpdateAccount {
  const { displayName, role, enabled, password } = values;
  return { displayName, role, enabled, ...(password ? { password } : {}), extension: extensionOf(values) };
}
