import type { Channel as AriChannel } from '@zuoxi/ari';
import { AriError } from './ari-error.ts';
import { Channel } from './channel.ts';
import type { SwitchContext } from './context.ts';
import { watchLeg } from './leg-events.ts';
import { isTaken, release, reserve } from './reserved-ids.ts';

type Direction = 'none' | 'in' | 'out' | 'both';

export interface SnoopRequest {
  id: string;
  spy: string;
  whisper: string;
  app: string;
  appArgs: readonly string[];
}

function direction(text: string, name: string): Direction {
  const value = text === '' ? 'none' : text;
  if (value === 'none' || value === 'in' || value === 'out' || value === 'both') return value;
  throw new AriError(400, `Invalid direction specified for ${name}`);
}

/** POST /channels/{id}/snoop (res_stasis_snoop.c): a channel without a phone that hears, and may speak into, another. */
export async function snoop(context: SwitchContext, targetId: string, request: SnoopRequest): Promise<AriChannel> {
  const spy = direction(request.spy, 'spy');
  const whisper = direction(request.whisper, 'whisper');
  if (spy === 'none' && whisper === 'none') throw new AriError(400, 'Direction must be specified for at least spy or whisper');
  if (request.app === '') throw new AriError(400, 'Application name is required');
  const target = context.channels.get(targetId);
  if (isTaken(context, request.id)) throw new AriError(500, 'Snoop channel could not be created');
  if (!target.leg || target.ending) throw new AriError(404, 'Channel not found');
  reserve(context, request.id);
  try {
    const leg = await context.media.createSnoop({ target: target.leg, spy, whisper });
    if (target.ending) {
      await leg.close();
      throw new AriError(404, 'Channel not found');
    }
    const channel = new Channel({
      id: request.id,
      name: context.channels.nextSnoopName(target.id),
      endpoint: '',
      state: 'Up',
      protocolId: '',
      caller: { name: '', number: '' },
      connected: { name: '', number: '' },
      dialplan: { context: 'default', exten: 's', priority: 1, app_name: '', app_data: '' },
      createdAt: context.clock.now(),
      driver: { answer: async () => {}, ring: () => {}, progress: () => {}, hangup: () => {} },
    });
    channel.leg = leg;
    channel.snoopTarget = target.id;
    channel.snoopSpy = spy;
    watchLeg(context, channel, leg);
    context.channels.add(channel);
    const json = channel.toJson();
    context.channels.enterApp(channel, request.app, request.appArgs);
    return json;
  } catch (error) {
    if (error instanceof AriError) throw error;
    context.logger.warn({ err: error, target: target.name }, 'a snoop could not be made');
    throw new AriError(500, 'Snoop channel could not be created');
  } finally {
    release(context, request.id);
  }
}
