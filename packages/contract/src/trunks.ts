import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import { DtmfMode, Id, Instant } from './roles.ts';
import { RequiredText } from './text.ts';

/** An IPv4/IPv6 address or a network in CIDR notation. */
export const AddressPattern = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** How carrier and call centre know each other: by fixed addresses, or by user name and password with a registration. */
export const TrunkKind = z.enum(['address', 'registration']);
export type TrunkKind = z.infer<typeof TrunkKind>;

export const TrunkTransport = z.enum(['udp', 'tcp', 'tls']);
export type TrunkTransport = z.infer<typeof TrunkTransport>;

const Host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:_-]{1,253}$/);
const Port = z.number().int().min(1).max(65535);

const TrunkSettings = z.object({
  name: RequiredText(60),
  kind: TrunkKind,
  /** Host or address calls are sent to; with `registration` also where it registers. */
  host: Host,
  port: Port,
  /** Asked when the first does not answer; '' = there is none. */
  secondHost: Host.or(z.literal('')),
  secondPort: Port,
  transport: TrunkTransport,
  /** Over TLS: the server's certificate must be for its host, and of an authority that is known. */
  verifyCertificate: z.boolean(),
  /** For `registration`. With an @ (`+862088886666@ims.example`) all of it signs in, and what is before it is the number. */
  username: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._+*~!@-]{0,100}$/),
  /** Domain of the account where it is not the host's name; '' = the host. */
  domain: Host.or(z.literal('')),
  /** Source addresses the carrier's calls are recognised by; with `registration` those beside the registrar's. */
  matchAddresses: z.array(AddressPattern).max(50),
  /** Number shown on calls out; empty = the extension's. */
  callerId: z.string().regex(/^\+?[0-9]{0,32}$/),
  /** Whether calls out may use it. Of several, the first by name is used. */
  outbound: z.boolean(),
  /** Its servers are asked every 30 seconds whether they are there (OPTIONS). */
  watched: z.boolean(),
  /** Calls at once, in and out; 0 = as many as there are. */
  maxChannels: z.number().int().min(0).max(10_000).default(0),
  /** New calls out in one second; 0 = no limit. */
  callsPerSecond: z.number().int().min(0).max(1000).default(0),
  /** Seconds without sound and without a report (RTCP) after which a call is taken for dead; 0 = as the call centre has it. */
  rtpTimeoutS: z.number().int().min(0).max(3600).default(0),
  dtmfMode: DtmfMode.default('auto'),
  enabled: z.boolean(),
});

export const TrunkInput = TrunkSettings.extend({
  /** For `registration`; empty = as it is. Never given back. */
  password: z
    .string()
    .max(200)
    .regex(/^[^\r\n\0]*$/),
});
export type TrunkInput = z.infer<typeof TrunkInput>;

/**
 * What the engines know of a trunk. `refused`: the carrier did not take user name or password; `notRegistered`: not asked yet, or
 * nobody answered; `reachable`, `unreachable`: by OPTIONS; `unknown`: nobody asks, or no engine is there to say.
 */
export const TrunkState = z.enum(['refused', 'notRegistered', 'unreachable', 'unknown', 'reachable', 'registered']);
export type TrunkState = z.infer<typeof TrunkState>;

/** A row of GET /api/trunks. */
export const Trunk = TrunkSettings.extend({
  id: Id,
  hasPassword: z.boolean(),
  state: TrunkState,
  /** SIP status of the carrier's last answer to a registration that failed; 0 = none. */
  stateStatus: z.number().int(),
  channelsInUse: z.number().int(),
  createdAt: Instant,
});
export type Trunk = z.infer<typeof Trunk>;

/** POST /api/trunks/:id/test; with a number it is called, without one its servers are asked (OPTIONS). */
export const TrunkTestInput = z.object({
  number: z
    .string()
    .regex(/^\+?[0-9]{3,20}$/)
    .optional(),
});
export type TrunkTestInput = z.infer<typeof TrunkTestInput>;

/**
 * `answered`: whatever the answer; `timeout`: it said nothing; `refused`: nobody listens there; `certificate`: not believed; `unresolved`: the
 * name has no address; `unreachable`: it could not be asked for another reason, or the engine does not say which.
 */
export const TrunkServerOutcome = z.enum(['answered', 'timeout', 'refused', 'certificate', 'unresolved', 'unreachable']);
export type TrunkServerOutcome = z.infer<typeof TrunkServerOutcome>;

/** What one server of a trunk said to one engine. */
export const TrunkServerAnswer = z.object({
  /** `host:port` of the engine's ARI. */
  engine: z.string(),
  /** `sip.carrier.example:5060` */
  server: z.string(),
  outcome: TrunkServerOutcome,
  /** SIP status of its answer; 0 = none, or the engine does not say. */
  status: z.number().int(),
  /** Milliseconds; null = no answer. */
  roundTripMs: z.number().nullable(),
});
export type TrunkServerAnswer = z.infer<typeof TrunkServerAnswer>;

export const TrunkTest = z.object({
  /** `refused` … `registered`: a state; `answered`, `failed`: of a call. */
  outcome: z.union([TrunkState, z.enum(['answered', 'failed'])]),
  /** Seconds from dialling to the answer, or to its failing; of a state 0. */
  seconds: z.number(),
  /** SIP status of a registration that failed, 0 = none. */
  status: z.number().int(),
  /** ITU-T Q.850 value of a call that failed; null = none. */
  cause: z.number().int().nullable(),
  /** The trunk's servers are asked regularly (OPTIONS). */
  watched: z.boolean(),
  /** Milliseconds the server took to answer when it was last asked; null = not known. */
  roundTripMs: z.number().nullable(),
  /** What was said just now, where no number was called: one row for each server and engine. */
  servers: z.array(TrunkServerAnswer),
});
export type TrunkTest = z.infer<typeof TrunkTest>;

export const trunksErrors = {
  'trunks.nameTaken': { status: 409, zh: '中继“{name}”已存在', en: 'The trunk "{name}" already exists' },
  'trunks.addressTaken': {
    status: 409,
    zh: '来源地址 {address} 与另一条中继的来源地址重叠，无法判断来电属于哪一条',
    en: "The source address {address} overlaps with another trunk's; incoming calls could not be told apart",
  },
  'trunks.addressTooWide': {
    status: 400,
    zh: '来源地址 {address} 的范围太大：IPv4 最大 /16，IPv6 最大 /32，本机只能填单个地址',
    en: 'The source address range {address} is too wide: at most /16 for IPv4 and /32 for IPv6, single addresses only for this machine',
  },
  'trunks.addressNobodys': {
    status: 400,
    zh: '来源地址 {address} 是保留地址，不会有来电从那里来',
    en: 'The source address {address} is reserved. No calls come from there',
  },
  'trunks.addressRequired': {
    status: 400,
    zh: '请填写来源地址：IP 对接的中继靠它识别呼入',
    en: "Enter the source addresses used to recognise the carrier's calls",
  },
  'trunks.usernameRequired': {
    status: 400,
    zh: '请填写运营商提供的注册账号',
    en: 'Enter the username provided by the carrier',
  },
  'trunks.passwordRequired': {
    status: 400,
    zh: '请填写注册账号的密码',
    en: 'Enter the password for the username',
  },
  'trunks.secondServerSame': {
    status: 400,
    zh: '备用服务器不能与主服务器相同，没有备用服务器请留空',
    en: 'The backup server must differ from the main server. Leave it empty if there is none',
  },
  'trunks.disabled': { status: 409, zh: '中继已停用，请启用后再测试', en: 'The trunk is disabled. Enable it before testing' },
  'trunks.testRunning': {
    status: 409,
    zh: '该中继正在测试，请等待结束',
    en: 'A test of this trunk is in progress. Wait until it ends',
  },
} as const satisfies Catalogue;
