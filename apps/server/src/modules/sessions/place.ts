/** `::ffff:192.0.2.1` → `192.0.2.1` */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
