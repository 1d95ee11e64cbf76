export { refuseKnownPassword } from './known-passwords.ts';
export { placeOf } from './place.ts';
export { rememberSessions } from './remembered.ts';
export * from './sessions.ts';
