/** Mode of files in which somebody is heard: the system user of the server reads them, nobody else (it is taken less the umask). */
export const PRIVATE_FILE = 0o600;
/** Of the folders they lie in. */
export const PRIVATE_FOLDER = 0o700;
