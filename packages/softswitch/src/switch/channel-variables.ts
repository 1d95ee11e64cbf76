import type { CallerId } from '@zuoxi/ari';
import type { Channel } from './channel.ts';
import { parseCallerId } from './identity.ts';

/** A channel variable, or one of the functions of Asterisk that call control reads. Undefined when there is no such thing. */
export function readVariable(channel: Channel, name: string): string | undefined {
  const own = channel.variables.get(name);
  if (own !== undefined) return own;
  const call = /^(\w+)\(([^)]*)\)$/.exec(name);
  if (!call) return undefined;
  const argument = (call[2] ?? '').trim();
  switch (call[1]) {
    case 'CALLERID':
      return partOf(channel.caller, argument);
    case 'CONNECTEDLINE':
      return partOf(channel.connected, argument);
    case 'CHANNEL':
      return ofChannel(channel, argument);
    case 'PJSIP_HEADER': {
      const header = /^read\s*,\s*([^,]+)/.exec(argument)?.[1]?.trim().toLowerCase();
      return header === undefined ? undefined : channel.inviteHeaders?.get(header);
    }
    default:
      return undefined;
  }
}

function partOf(party: { name: string; number: string }, part: string): string | undefined {
  if (part === 'num' || part === 'number') return party.number;
  if (part === 'name') return party.name;
  return part === 'all' ? `"${party.name}" <${party.number}>` : undefined;
}

function ofChannel(channel: Channel, item: string): string | undefined {
  if (item === 'name') return channel.name;
  if (item === 'state') return channel.state;
  if (item === 'language') return channel.language;
  if (item === 'pjsip,call-id' || item === 'pjsip, call-id') return channel.protocolId;
  return item === 'audionativeformat' ? channel.leg?.codec : undefined;
}

/**
 * As pbx_builtin_setvar_helper: what ends in `)` is a function, the rest a variable. False when it was no variable, so that nobody
 * is told of it.
 */
export function writeVariable(channel: Channel, name: string, value: string): boolean {
  if (name.replace(/\s/g, '') === 'PJSIP_TRANSFER_HANDLING()') {
    // Another value is refused with a line in Asterisk's log and changes nothing.
    if (value === 'ari-only') channel.transferHandling = 'ari-only';
    else if (value === 'core' || value === '') channel.transferHandling = 'core';
    return false;
  }
  const party = /^(CALLERID|CONNECTEDLINE)\((all|name|num|number)\b[^)]*\)$/.exec(name);
  if (party) {
    const whose = party[1] === 'CALLERID' ? 'caller' : 'connected';
    channel[whose] = withPart(channel[whose], party[2] ?? '', value);
    return false;
  }
  channel.variables.set(name, value);
  return true;
}

function withPart(party: CallerId, part: string, value: string): CallerId {
  if (part === 'all') return parseCallerId(value);
  return part === 'name' ? { ...party, name: value } : { ...party, number: value };
}
