import { generate } from 'selfsigned';

export interface TestCertificate {
  key: string;
  cert: string;
}

/** A certificate that vouches for itself, for these names. */
export async function certificateFor(
  names: { dns?: string[]; ip?: string[]; uri?: string[] },
  commonName = 'test',
): Promise<TestCertificate> {
  const altNames = [
    ...(names.dns ?? []).map((value) => ({ type: 2 as const, value })),
    ...(names.uri ?? []).map((value) => ({ type: 6 as const, value })),
    ...(names.ip ?? []).map((ip) => ({ type: 7 as const, ip })),
  ];
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    extensions: [{ name: 'basicConstraints', cA: true }, ...(altNames.length > 0 ? [{ name: 'subjectAltName' as const, altNames }] : [])],
  });
  return { key: made.private, cert: made.cert };
}
