import type { HangupReason, TransferProgress } from '@zuoxi/ari';

/**
 * What call control wants the engine to do. Commands of one call are carried out in order; what the engine answers
 * comes back as an input (`originateFailed`, `bridgeFailed` …), never as a return value. `engine` is where the call lives.
 */
export type Command = { callId: string; engine: string } & Order;

export type Order =
  | { do: 'answer'; channelId: string }
  | { do: 'ring'; channelId: string }
  /** A caller who was not answered hears the bridge they are in. */
  | { do: 'progress'; channelId: string }
  | { do: 'play'; channelId: string; playbackId: string; media: string[] }
  | { do: 'stopPlayback'; playbackId: string }
  | { do: 'startMusic'; channelId: string }
  | { do: 'stopMusic'; channelId: string }
  | {
      do: 'originate';
      channelId: string;
      endpoint: string;
      callerId: string;
      timeoutS: number;
      originator: string | null;
      /** Codecs to offer first when there is no originator to take them from; empty: as the phone is configured. */
      formats: readonly string[];
      variables: Readonly<Record<string, string>>;
      /** Its sound can be heard before it is answered, and is told when it begins (`channelTalks`), until it is in another bridge. */
      early?: true;
    }
  | { do: 'hangup'; channelId: string; reason: HangupReason }
  | { do: 'bridge'; bridgeId: string; channelIds: string[] }
  | { do: 'joinBridge'; bridgeId: string; channelId: string }
  | { do: 'leaveBridge'; bridgeId: string; channelId: string }
  | { do: 'destroyBridge'; bridgeId: string }
  | { do: 'record'; channelId: string; snoopId: string; name: string }
  /** Ends the recording before its channel ends. */
  | { do: 'stopRecording'; snoopId: string; name: string }
  /** What the caller says, after a tone; ends by the hash key, by silence, or after the longest time. */
  | { do: 'recordMessage'; channelId: string; name: string; longestS: number; silenceS: number }
  | { do: 'stopMessage'; name: string }
  /**
   * Joins a channel with a tap on another one (ARI: snoop), which hears all that its party says and hears, and by which the party alone
   * hears the channel.
   */
  | { do: 'tap'; bridgeId: string; channelId: string; snoopId: string; targetChannelId: string }
  /** The party hears himself, by way of the engine. */
  | { do: 'echo'; bridgeId: string; channelId: string; snoopId: string }
  | { do: 'mute'; channelId: string; on: boolean }
  /** From now on the engine says when they speak. */
  | { do: 'detectTalk'; channelId: string }
  /** How the transfer goes that the phone has asked for. */
  | { do: 'tellTransfer'; channelId: string; state: TransferProgress }
  | { do: 'dtmf'; channelId: string; digits: string };
