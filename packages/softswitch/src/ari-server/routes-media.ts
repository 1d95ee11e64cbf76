import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AriError } from '../switch/ari-error.ts';
import type { SwitchContext } from '../switch/context.ts';
import type { FileStore } from '../switch/file-store.ts';
import { type AriReply, NO_CONTENT } from './request.ts';
import type { RouteCall, RouteTable } from './router.ts';

/** Playbacks, recordings, sounds. */
export function mediaRoutes(context: SwitchContext): RouteTable {
  const { playbacks, recordings, recordingFiles, sounds } = context;
  const playback = (call: RouteCall) => playbacks.get(call.path('playbackId'));
  const live = (call: RouteCall) => recordings.get(call.path('recordingName'));
  return {
    'GET playbacks/{playbackId}': (call) => ({ status: 200, json: playback(call).toJson() }),
    'DELETE playbacks/{playbackId}': (call) => {
      playback(call).stop();
      return NO_CONTENT;
    },
    'POST playbacks/{playbackId}/control': (call) => {
      playback(call).control(call.parameters.text('operation'));
      return NO_CONTENT;
    },

    'GET recordings/stored': async () => ({
      status: 200,
      json: (await recordingFiles.list()).map((name) => ({ name, format: 'wav' })),
    }),
    'GET recordings/stored/{recordingName}': async (call) => {
      const name = call.path('recordingName');
      if ((await recordingFiles.find(name)) === undefined) throw new AriError(404, 'Recording not found');
      return { status: 200, json: { name, format: 'wav' } };
    },
    'DELETE recordings/stored/{recordingName}': async (call) => {
      if (!(await recordingFiles.delete(call.path('recordingName')))) throw new AriError(404, 'Recording not found');
      return NO_CONTENT;
    },
    'GET recordings/stored/{recordingName}/file': (call) => file(recordingFiles, call, 'recordingName', 'Recording not found'),
    'POST recordings/stored/{recordingName}/copy': async (call) => {
      const name = call.parameters.text('destinationRecordingName');
      if (name === '') throw new AriError(400, 'Missing parameter destinationRecordingName');
      await recordingFiles.copy(call.path('recordingName'), name);
      return { status: 201, json: { name, format: 'wav' } };
    },
    'GET recordings/live/{recordingName}': (call) => ({ status: 200, json: live(call).toJson() }),
    'DELETE recordings/live/{recordingName}': async (call) => {
      await live(call).cancel();
      return NO_CONTENT;
    },
    'POST recordings/live/{recordingName}/stop': async (call) => {
      await live(call).stop();
      return NO_CONTENT;
    },
    'POST recordings/live/{recordingName}/pause': (call) => {
      live(call).pause(true);
      return NO_CONTENT;
    },
    'DELETE recordings/live/{recordingName}/pause': (call) => {
      live(call).pause(false);
      return NO_CONTENT;
    },
    'POST recordings/live/{recordingName}/mute': (call) => {
      live(call).mute(true);
      return NO_CONTENT;
    },
    'DELETE recordings/live/{recordingName}/mute': (call) => {
      live(call).mute(false);
      return NO_CONTENT;
    },

    'GET sounds': async () => ({
      status: 200,
      json: (await sounds.list()).map((id) => ({ id, formats: [{ language: 'en', format: 'wav' }] })),
    }),
    'GET sounds/{name...}': (call) => file(sounds, call, 'name', 'Sound not found'),
    'PUT sounds/{name...}': async (call) => {
      const { binary, carrier } = call.request;
      if (carrier !== 'http' || !binary) throw new AriError(400, 'Sounds are uploaded over HTTP');
      // RIFF….WAVE; what else is in it the media engine checks when it plays.
      if (binary.length < 44 || binary.toString('latin1', 0, 4) !== 'RIFF' || binary.toString('latin1', 8, 12) !== 'WAVE') {
        throw new AriError(422, 'The body is not a WAV file');
      }
      await sounds.put(call.path('name'), binary);
      return NO_CONTENT;
    },
    'DELETE sounds/{name...}': async (call) => {
      if (!(await sounds.delete(call.path('name')))) throw new AriError(404, 'Sound not found');
      return NO_CONTENT;
    },
  };
}

async function file(store: FileStore, call: RouteCall, parameter: string, missing: string): Promise<AriReply> {
  const path = await store.find(call.path(parameter));
  if (path === undefined) throw new AriError(404, missing);
  // send_rest_response in ari_websocket_requests.c
  if (call.request.carrier !== 'http') throw new AriError(406, 'Not Acceptable.  Use HTTP GET');
  const bytes = (await stat(path)).size;
  if (bytes === 0) return { status: 200, json: undefined };
  // `end` keeps the promise of Content-Length while the file still grows.
  return { status: 200, file: { stream: createReadStream(path, { end: bytes - 1 }), bytes, type: 'audio/wav' } };
}
