import { resolve } from 'node:path';
import { z } from 'zod';
import { AllowedHosts } from './modules/flows/index.ts';
import { ClientAddresses } from './platform/http/client-address.ts';

const port = z.coerce.number().int().min(0).max(65535);

const urls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.array(z.url()).min(1).max(16));

/** Entries with commas between; `check` throws a sentence for what is none. */
const listOf = (check: (entries: string[]) => unknown) =>
  z
    .string()
    .max(10_000)
    .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
    .superRefine((entries, context) => {
      try {
        check(entries);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'invalid' });
      }
    });

const hosts = listOf((entries) => new AllowedHosts(entries));
const proxies = listOf((entries) => new ClientAddresses(entries));

const Settings = z.object({
  ZUOXI_DATA_DIR: z.string().min(1).default('data'),
  ZUOXI_HTTP_PORT: port.default(8080),
  ZUOXI_HTTPS_PORT: port.default(8443),
  ZUOXI_BIND: z.string().default('0.0.0.0'),
  /** The softswitch's; here it says whether others reach a demo's phones. */
  ZUOXI_SIP_BIND: z.string().default('127.0.0.1'),
  /** One engine or several, with commas between: `http://user:password@host:8088/ari`. Set by the launcher for the embedded softswitch. */
  ZUOXI_ARI_URLS: urls,
  /** Where the engines take SIP over WebSocket, in the same order, `ws://127.0.0.1:5066/ws`; the console's origin forwards to it. */
  ZUOXI_SIP_WS_URL: urls.default([]),
  /** Where engines find the prompts; the default is right for engines on this machine. */
  ZUOXI_PROMPTS_URL: z.url().optional(),
  /** What speaks text: a program with its arguments; the default is espeak-ng, if it is installed. */
  ZUOXI_SPEECH_COMMAND: z.string().max(1000).optional(),
  /** Hosts, addresses and networks of the house that IVRs may ask over HTTP, with commas between. */
  ZUOXI_FLOW_HTTP_ALLOW: hosts.default([]),
  /** Reverse proxies in front of the console, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  ZUOXI_HTTP_TRUSTED_PROXIES: proxies.default([]),
  /** Free megabytes on the disk of the recordings below which the administrator is told. */
  ZUOXI_DISK_ALARM_MB: z.coerce.number().int().min(0).default(2048),
  /** Free megabytes below which the oldest recordings are deleted; 0: never. */
  ZUOXI_DISK_RESERVE_MB: z.coerce.number().int().min(0).default(0),
  /** Seconds without sound and without a report after which a call is taken for dead. */
  ZUOXI_RTP_TIMEOUT_S: z.coerce.number().int().min(5).max(3600).default(30),
  ZUOXI_SIP_PORT: port.default(5060),
  ZUOXI_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  DATABASE_URL: z.string().min(1),
});

export interface Settings {
  dataDir: string;
  httpPort: number;
  httpsPort: number;
  bind: string;
  sipBind?: string;
  ariUrls: readonly string[];
  sipWebSocketUrls: readonly string[];
  promptsUrl: string | undefined;
  speechCommand?: string | undefined;
  flowHttpAllow?: readonly string[];
  disk?: { alarmBytes: number; reserveBytes: number };
  trustedProxies?: readonly string[];
  rtpTimeoutS?: number;
  sipPort: number;
  logLevel: string;
  databaseUrl: string;
}

/** A setting that cannot be used; the message is the one sentence the user reads. */
export class SettingsError extends Error {}

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  // `ZUOXI_HTTP_PORT=` in a settings file means "not set", not 0.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SettingsError(`The setting ${String(issue?.path[0])} cannot be used: ${issue?.message ?? 'invalid'}.`);
  }
  const s = parsed.data;
  return {
    dataDir: resolve(s.ZUOXI_DATA_DIR),
    httpPort: s.ZUOXI_HTTP_PORT,
    httpsPort: s.ZUOXI_HTTPS_PORT,
    bind: s.ZUOXI_BIND,
    sipBind: s.ZUOXI_SIP_BIND,
    ariUrls: s.ZUOXI_ARI_URLS,
    sipWebSocketUrls: s.ZUOXI_SIP_WS_URL,
    promptsUrl: s.ZUOXI_PROMPTS_URL?.replace(/\/$/, ''),
    speechCommand: s.ZUOXI_SPEECH_COMMAND,
    flowHttpAllow: s.ZUOXI_FLOW_HTTP_ALLOW,
    disk: { alarmBytes: s.ZUOXI_DISK_ALARM_MB * 2 ** 20, reserveBytes: s.ZUOXI_DISK_RESERVE_MB * 2 ** 20 },
    trustedProxies: s.ZUOXI_HTTP_TRUSTED_PROXIES,
    rtpTimeoutS: s.ZUOXI_RTP_TIMEOUT_S,
    sipPort: s.ZUOXI_SIP_PORT,
    logLevel: s.ZUOXI_LOG_LEVEL,
    databaseUrl: s.DATABASE_URL,
  };
}
