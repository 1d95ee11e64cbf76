/** DNS messages as far as SIP needs them (RFC 1035 section 4, RFC 2782, RFC 3403, RFC 3596). Pure: bytes in, records out. */

import { hostForUri } from './uri.ts';

export type DnsType = 'A' | 'AAAA' | 'SRV' | 'NAPTR' | 'CNAME';

const CODE: Readonly<Record<DnsType, number>> = { A: 1, CNAME: 5, AAAA: 28, SRV: 33, NAPTR: 35 };

export type DnsData =
  | { type: 'A' | 'AAAA'; address: string }
  | { type: 'CNAME'; target: string }
  | { type: 'SRV'; priority: number; weight: number; port: number; target: string }
  | { type: 'NAPTR'; order: number; preference: number; flags: string; service: string; replacement: string };

export type DnsRecord = DnsData & {
  /** Lower case, without the final dot. */
  name: string;
  /** Seconds. */
  ttl: number;
};

export interface DnsReply {
  id: number;
  truncated: boolean;
  /** 0 = found or no data, 3 = no such name, else a fault of the server. */
  code: number;
  question: { name: string; type: number } | undefined;
  answers: DnsRecord[];
}

export function encodeQuery(id: number, name: string, type: DnsType): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const parts: Buffer[] = [Buffer.from([id >> 8, id & 0xff, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0])];
  for (const label of labels) {
    const bytes = Buffer.from(label);
    if (bytes.length > 63) throw new RangeError('a label is longer than 63 bytes');
    parts.push(Buffer.from([bytes.length]), bytes);
  }
  parts.push(Buffer.from([0, 0, CODE[type], 0, 1]));
  return Buffer.concat(parts);
}

/** Reads a name, following compression pointers backwards only, so that it always ends. */
function readName(data: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  let end = -1;
  let limit = start;
  let length = 0;
  for (;;) {
    const size = data.readUInt8(at);
    if (size === 0) {
      if (end < 0) end = at + 1;
      return { name: labels.join('.').toLowerCase(), end };
    }
    if (size >= 0xc0) {
      const target = ((size & 0x3f) << 8) | data.readUInt8(at + 1);
      if (end < 0) end = at + 2;
      if (target >= limit) throw new RangeError('a name points forward');
      limit = target;
      at = target;
      continue;
    }
    if (size > 63) throw new RangeError('a label of unknown kind');
    length += size + 1;
    if (length > 255 || at + 1 + size > data.length) throw new RangeError('a name is too long');
    labels.push(data.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
}

function readText(data: Buffer, at: number): { text: string; end: number } {
  const size = data.readUInt8(at);
  if (at + 1 + size > data.length) throw new RangeError('a text runs over the end');
  return { text: data.toString('latin1', at + 1, at + 1 + size), end: at + 1 + size };
}

function readData(data: Buffer, type: number, at: number, length: number): DnsData | undefined {
  if (type === CODE.A && length === 4) return { type: 'A', address: [...data.subarray(at, at + 4)].join('.') };
  if (type === CODE.AAAA && length === 16) {
    const groups: string[] = [];
    for (let i = 0; i < 16; i += 2) groups.push(data.readUInt16BE(at + i).toString(16));
    // URL writes the canonical form (RFC 5952).
    return { type: 'AAAA', address: new URL(`http://${hostForUri(groups.join(':'))}`).hostname.slice(1, -1) };
  }
  if (type === CODE.CNAME) return { type: 'CNAME', target: readName(data, at).name };
  if (type === CODE.SRV) {
    const [priority, weight, port] = [data.readUInt16BE(at), data.readUInt16BE(at + 2), data.readUInt16BE(at + 4)];
    return { type: 'SRV', priority, weight, port, target: readName(data, at + 6).name };
  }
  if (type !== CODE.NAPTR) return undefined;
  const flags = readText(data, at + 4);
  const service = readText(data, flags.end);
  const regexp = readText(data, service.end);
  return {
    type: 'NAPTR',
    order: data.readUInt16BE(at),
    preference: data.readUInt16BE(at + 2),
    flags: flags.text.toLowerCase(),
    service: service.text.toUpperCase(),
    replacement: readName(data, regexp.end).name,
  };
}

/** Undefined when it is no DNS reply. Never throws. */
export function parseReply(data: Buffer): DnsReply | undefined {
  try {
    const flags = data.readUInt16BE(2);
    if ((flags & 0x8000) === 0) return undefined;
    const counts = [data.readUInt16BE(4), data.readUInt16BE(6)];
    let at = 12;
    let question: DnsReply['question'];
    for (let i = 0; i < (counts[0] ?? 0); i++) {
      const { name, end } = readName(data, at);
      question ??= { name, type: data.readUInt16BE(end) };
      at = end + 4;
    }
    const answers: DnsRecord[] = [];
    for (let i = 0; i < Math.min(counts[1] ?? 0, 200); i++) {
      const { name, end } = readName(data, at);
      const length = data.readUInt16BE(end + 8);
      if (end + 10 + length > data.length) return undefined;
      const record = readData(data, data.readUInt16BE(end), end + 10, length);
      if (record) answers.push({ ...record, name, ttl: data.readUInt32BE(end + 4) });
      at = end + 10 + length;
    }
    return { id: data.readUInt16BE(0), truncated: (flags & 0x0200) !== 0, code: flags & 0x0f, question, answers };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function typeCode(type: DnsType): number {
  return CODE[type];
}
