import { networkInterfaces } from 'node:os';

/** What the server says when it is ready (apps/server/src/main.ts). */
export interface ReadyMessage {
  httpPort: number;
  httpsPort: number;
  /** Nobody but this machine reaches it. */
  isLocal?: boolean;
  firstStart?: { tenantCode: string; account: string; oneTimePassword: string };
  demo?: {
    tenant: string;
    password: string;
    sipPassword: string;
    administrator: string;
    accounts: { account: string; displayName: string; role: string; extension: string; phoneType: string; sipUser: string }[];
    queues: { number: string; name: string; calledNumber: string }[];
  };
}

/** Tells the person at the keyboard where everything is. */
export function printWelcome(ready: ReadyMessage, sipPort: number | undefined, sipTlsPort: number | undefined): void {
  const address = ready.isLocal ? 'localhost' : firstAddress();
  const lines = [
    '',
    'Zuoxi 坐席系统 is running. Press Ctrl+C to stop. 按 Ctrl+C 停止。',
    '',
    `  Console      http://localhost:${ready.httpPort}`,
    `               https://${address}:${ready.httpsPort}   (from other machines: browsers allow the microphone on https only)`,
  ];
  if (sipPort) lines.push(`  SIP phones   ${address}:${sipPort} (UDP, TCP)${sipTlsPort ? `, ${address}:${sipTlsPort} (TLS)` : ''}`);
  if (ready.firstStart) {
    const { tenantCode, account, oneTimePassword } = ready.firstStart;
    lines.push('', `  First sign-in   call centre ${tenantCode}   username ${account}   one-time password ${oneTimePassword}`);
  }
  if (ready.demo && ready.isLocal)
    lines.push(
      '',
      '  The passwords of the demo are published, so it is open to this machine only. ZUOXI_BIND=0.0.0.0 opens it with new passwords.',
    );
  if (ready.demo) lines.push('', ...demoLines(ready.demo, sipPort ?? 5060));
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function demoLines(demo: NonNullable<ReadyMessage['demo']>, sipPort: number): string[] {
  const accounts = demo.accounts.map(
    (row) => `    ${row.account.padEnd(10)} ${row.extension}  ${row.phoneType.padEnd(4)} ${row.role.padEnd(11)} ${row.displayName}`,
  );
  const queues = demo.queues.map(
    (row) => `    ${row.calledNumber} → ${row.name}:   sipp -sn uac -s ${row.calledNumber} 127.0.0.1:${sipPort} -m 1 -d 20000`,
  );
  return [
    `  Demo call centre 演示呼叫中心: code ${demo.tenant}, password ${demo.password} for every account (username, extension, phone, role, name)`,
    `    ${demo.administrator.padEnd(10)}             administrator`,
    ...accounts,
    `  SIP phones of the demo: user demo-<extension>, password ${demo.sipPassword}`,
    '  Place a test call from this machine 从本机拨打测试电话 (any SIP client or SIPp, no password):',
    ...queues,
  ];
}

function firstAddress(): string {
  for (const list of Object.values(networkInterfaces())) {
    for (const entry of list ?? []) if (entry.family === 'IPv4' && !entry.internal) return entry.address;
  }
  return '127.0.0.1';
}
