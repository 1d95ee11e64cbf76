import { z } from 'zod';

/** 平台运营 / 管理员 / 组长 / 坐席. The order is the order of rights, most first. */
export const Role = z.enum(['operator', 'administrator', 'supervisor', 'agent']);
export type Role = z.infer<typeof Role>;

/** Web分机 phones in the browser, Sip分机 on a desk phone or soft phone. */
/**
 * How keys of a telephone travel. `auto`: RFC 4733 where the other side takes it, else they are found in the sound; `rfc4733`, `info`
 * (SIP INFO) and `inband` (in the sound): that way and no other.
 */
export const DtmfMode = z.enum(['auto', 'rfc4733', 'info', 'inband']);
export type DtmfMode = z.infer<typeof DtmfMode>;

export const PhoneType = z.enum(['web', 'sip']);
export type PhoneType = z.infer<typeof PhoneType>;

export const Id = z.uuid();
/** Digits only, as dialled: extensions, queues, called numbers. */
export const DialDigits = z.string().regex(/^[0-9*#+]{1,32}$/);
export const Instant = z.iso.datetime({ offset: true });
