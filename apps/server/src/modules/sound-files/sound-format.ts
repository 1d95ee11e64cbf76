/** Kinds of files that may be sent in. The value is the name of ffmpeg's demuxer, which is never left to guess. */
export type SoundFormat = 'wav' | 'mp3' | 'ogg' | 'mov' | 'flac' | 'aiff' | 'amr' | 'asf' | 'matroska' | 'au' | 'caf' | 'aac';

const begins = (bytes: Buffer, text: string, at = 0) => bytes.toString('latin1', at, at + text.length) === text;

/**
 * What a file is, by its first bytes; undefined = no sound. The name it was sent under and the `Content-Type` count for
 * nothing. Playlists and everything else that names other files is no sound.
 */
export function formatOf(bytes: Buffer): SoundFormat | undefined {
  if (bytes.length < 16) return undefined;
  if ((begins(bytes, 'RIFF') || begins(bytes, 'RF64') || begins(bytes, 'RIFX')) && begins(bytes, 'WAVE', 8)) return 'wav';
  if (begins(bytes, 'ID3')) return 'mp3';
  if (begins(bytes, 'OggS')) return 'ogg';
  if (begins(bytes, 'ftyp', 4)) return 'mov';
  if (begins(bytes, 'fLaC')) return 'flac';
  if (begins(bytes, 'FORM') && (begins(bytes, 'AIFF', 8) || begins(bytes, 'AIFC', 8))) return 'aiff';
  if (begins(bytes, '#!AMR')) return 'amr';
  if (begins(bytes, '.snd')) return 'au';
  if (begins(bytes, 'caff')) return 'caf';
  if (bytes.readUInt32BE(0) === 0x3026b275) return 'asf';
  if (bytes.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
  return mpegFrame(bytes);
}

/** A frame of MPEG audio without any header: 11 bits set, then layer (0 = AAC in ADTS), bit rate and sampling rate that exist. */
function mpegFrame(bytes: Buffer): 'mp3' | 'aac' | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const layer = (second >> 1) & 3;
  if (layer === 0) return (second & 0xf6) === 0xf0 ? 'aac' : undefined;
  const isVersion = ((second >> 3) & 3) !== 1;
  const isRate = third >> 4 !== 15 && third >> 4 !== 0 && ((third >> 2) & 3) !== 3;
  return isVersion && isRate ? 'mp3' : undefined;
}
