import type { TransferProgress } from '../requests.ts';
import type { ReferTarget, TransferState } from '../types.ts';
import { channelJson, type FakeChannel, type FakeCore, type FakeTransfer } from './core.ts';

const STATUS_OF: Readonly<Record<TransferProgress, number>> = {
  channel_progress: 100,
  channel_answered: 200,
  channel_unavailable: 503,
  channel_declined: 603,
};

export function isTransferProgress(text: string): text is TransferProgress {
  return Object.hasOwn(STATUS_OF, text);
}

/** ChannelTransfer, as ari_transfer_to_json in stasis_channels.c writes it. */
export function tellTransfer(core: FakeCore, channel: FakeChannel, transfer: FakeTransfer, state?: TransferState): void {
  const { destination, other } = transfer;
  const replaced = other
    ? {
        protocol_id: other.protocolId,
        additional_protocol_params: [
          { parameter_name: 'from', parameter_value: `${other.id}-from` },
          { parameter_name: 'to', parameter_value: `${other.id}-to` },
        ],
      }
    : {};
  core.publish({
    type: 'ChannelTransfer',
    refer_to: {
      requested_destination: { destination, ...replaced },
      ...(other ? { destination_channel: channelJson(core, other), ...companyOf(core, other) } : {}),
    },
    referred_by: { source_channel: channelJson(core, channel), ...companyOf(core, channel) },
    ...(state === undefined ? {} : { state }),
  });
}

function companyOf(core: FakeCore, channel: FakeChannel): Pick<ReferTarget, 'connected_channel' | 'bridge'> {
  const { bridge } = channel;
  if (!bridge) return {};
  const [peer, ...more] = [...bridge.channels].filter((other) => other !== channel);
  return { ...(peer && more.length === 0 ? { connected_channel: channelJson(core, peer) } : {}), bridge: bridge.json() };
}

/** POST /channels/{id}/transfer_progress. */
export function reportTransfer(core: FakeCore, channel: FakeChannel, progress: TransferProgress): void {
  for (const transfer of channel.transfers) {
    if (transfer.isOver) continue;
    const status = STATUS_OF[progress];
    if (status !== 100 && transfer.heard.length === 0) transfer.heard.push(100);
    transfer.heard.push(status);
    transfer.isOver = status !== 100;
    tellTransfer(core, channel, transfer, progress === 'channel_unavailable' ? 'channel_declined' : progress);
  }
}

/** The channel ends first: the phone hears 503, and Asterisk says once more what was wished. */
export function abandonTransfers(core: FakeCore, channel: FakeChannel): void {
  for (const transfer of channel.transfers) {
    if (transfer.isOver) continue;
    transfer.isOver = true;
    const state = transfer.heard.length > 0 ? 'channel_progress' : undefined;
    transfer.heard.push(...(state === undefined ? [100, 503] : [503]));
    tellTransfer(core, channel, transfer, state);
  }
}
