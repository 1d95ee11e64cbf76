export { refuseKnownPassword } from './known-passwords.ts';
export { placeOf, plainAddress } from './place.ts';
export { rememberSessions } from './remembered.ts';
export * from './sessions.ts';
