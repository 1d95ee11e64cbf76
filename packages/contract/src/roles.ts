import { z } from 'zod';

/** 平台运营 / 管理员 / 组长 / 坐席. The order is the order of rights, most first. */
export const Role = z.enum(['operator', 'administrator', 'supervisor', 'agent']);
export type Role = z.infer<typeof Role>;

/** Web分机 phones in the browser, Sip分机 on a desk phone or soft phone. */
export const PhoneType = z.enum(['web', 'sip']);
export type PhoneType = z.infer<typeof PhoneType>;

export const Id = z.uuid();
/** Digits only, as dialled: extensions, queues, called numbers. */
export const DialDigits = z.string().regex(/^[0-9*#+]{1,32}$/);
export const Instant = z.iso.datetime({ offset: true });
