import { AriError } from '../switch/ari-error.ts';
import type { PlayRequest } from '../switch/playback.ts';
import type { RecordRequest } from '../switch/recording.ts';
import type { Parameters } from './request.ts';

export function playRequest(parameters: Parameters, id: string, language: string): PlayRequest {
  const skipMs = parameters.number('skipms', 3000);
  const offsetMs = parameters.number('offsetms', 0);
  if (skipMs < 0) throw new AriError(400, 'skipms cannot be negative');
  if (offsetMs < 0) throw new AriError(400, 'offsetms cannot be negative');
  return { id, media: parameters.list('media'), language: parameters.text('lang') || language, offsetMs, skipMs };
}

export function recordRequest(parameters: Parameters): RecordRequest {
  if (!parameters.has('name')) throw new AriError(400, 'Missing parameter name');
  return {
    name: parameters.text('name'),
    format: parameters.text('format', 'wav'),
    maxDurationSeconds: parameters.number('maxDurationSeconds', 0),
    maxSilenceSeconds: parameters.number('maxSilenceSeconds', 0),
    ifExists: parameters.text('ifExists', 'fail'),
    beep: parameters.flag('beep'),
    terminateOn: parameters.text('terminateOn', 'none'),
  };
}
