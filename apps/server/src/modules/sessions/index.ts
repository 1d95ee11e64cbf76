export { placeOf } from '../../platform/http/place.ts';
export type { Session } from '../../platform/http/session.ts';
export { refuseKnownPassword } from './known-passwords.ts';
export { rememberSessions } from './remembered.ts';
export * from './sessions.ts';
