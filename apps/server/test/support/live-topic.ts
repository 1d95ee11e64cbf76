import type { ClientToServer, RealtimeTopics, ServerToClient, Snapshot, Topic } from '@zuoxi/contract';
import { io, type Socket } from 'socket.io-client';

/** A console that has subscribed to one topic: what it was given, and all that came after. */
export interface LiveTopic<T extends Topic> {
  snapshot: RealtimeTopics[T]['snapshot'];
  deltas: RealtimeTopics[T]['delta'][];
  close(): void;
}

/** Rejects with the error's code when it is not allowed. */
export async function liveTopic<T extends Topic>(url: string, cookie: string, topic: T): Promise<LiveTopic<T>> {
  const socket: Socket<ServerToClient, ClientToServer> = io(url, { transports: ['websocket'], extraHeaders: { cookie } });
  const deltas: RealtimeTopics[T]['delta'][] = [];
  // What comes with a topic's name is of that topic.
  socket.on('delta', (from, _seq, data) => from === topic && deltas.push(data as RealtimeTopics[T]['delta']));
  const result = await new Promise<Snapshot<T> | { error: string }>((resolve) => {
    socket.emit('subscribe', topic, (answer) => resolve(answer as Snapshot<T> | { error: string }));
  });
  if ('error' in result) {
    socket.disconnect();
    throw new Error(result.error);
  }
  return { snapshot: result.data, deltas, close: () => socket.disconnect() };
}
