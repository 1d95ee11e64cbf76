import { type BulkAccounts, type BulkLine, type DtmfMode, MOST_AT_ONCE, type PermissionClass, type Srtp } from '@zuoxi/contract';

/** Where the lines come from: numbers one after the other, or what was pasted. */
export interface BulkValues {
  source: 'range' | 'pasted';
  first: string;
  count: number | null;
  /** With `{number}` in them. */
  namePattern: string;
  displayNamePattern: string;
  pasted: string;
  role: BulkAccounts['role'];
  phoneType: BulkAccounts['phoneType'];
  recordingEnabled: boolean;
  queueIds: string[];
  callerId: string;
  mayDial: PermissionClass[];
  dailyCallsCap: number;
  dailyMinutesCap: number;
  pickupGroup: string;
  /** Of SIP phones. */
  dtmfMode: DtmfMode;
  srtp: Srtp;
}

export function linesOf(
  values: Pick<BulkValues, 'source' | 'first' | 'count' | 'namePattern' | 'displayNamePattern' | 'pasted'>,
): BulkLine[] {
  return values.source === 'range' ? rangeOf(values) : pastedLines(values.pasted);
}

/** 8101 and 50: 8101 … 8150. Leading zeros stay. */
function rangeOf({
  first,
  count,
  namePattern,
  displayNamePattern,
}: Pick<BulkValues, 'first' | 'count' | 'namePattern' | 'displayNamePattern'>): BulkLine[] {
  const start = first.trim();
  if (!/^[0-9]{1,8}$/.test(start)) return [];
  const most = Math.min(count ?? 0, MOST_AT_ONCE);
  return Array.from({ length: Math.max(0, most) }, (_, n) => {
    const number = String(Number(start) + n).padStart(start.length, '0');
    const fill = (pattern: string) => pattern.replaceAll('{number}', number);
    return { number, name: fill(namePattern), displayName: fill(displayNamePattern) };
  });
}

/** `number, account, name`: from a spreadsheet (tabs) or typed, with the comma of either language. */
function pastedLines(text: string): BulkLine[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [number = '', name = '', ...rest] = line.split(/[\t,，;；]/).map((part) => part.trim());
      return { number, name, displayName: rest.join(' ').trim() };
    });
}

export function toOrder(values: BulkValues, checkOnly: boolean): BulkAccounts {
  const { role, phoneType, recordingEnabled, queueIds, callerId, mayDial, dailyCallsCap, dailyMinutesCap, pickupGroup, dtmfMode, srtp } =
    values;
  const settings = {
    role,
    phoneType,
    recordingEnabled,
    queueIds,
    callerId,
    mayDial,
    dailyCallsCap,
    dailyMinutesCap,
    pickupGroup,
    dtmfMode,
    srtp,
  };
  return { lines: linesOf(values), ...settings, checkOnly };
}
