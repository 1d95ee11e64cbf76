/** `"Name" <number>` with what would break the quoting taken out (RFC 3261 section 25.1, quoted-string). */
export function callerIdText(name: string, number: string): string {
  return `"${name.replace(/["\\\r\n]/g, '')}" <${number.replace(/[^0-9A-Za-z+*#_.-]/g, '')}>`;
}
