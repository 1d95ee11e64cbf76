import {
  BranchesOutlined,
  CloudServerOutlined,
  EditOutlined,
  FormOutlined,
  LoginOutlined,
  MessageOutlined,
  NodeIndexOutlined,
  NumberOutlined,
  PhoneOutlined,
  PoweroffOutlined,
  RetweetOutlined,
  SoundOutlined,
  UsergroupAddOutlined,
  UserOutlined,
} from '@ant-design/icons';
import type { FlowNodeKind } from '@zuoxi/contract';
import type { ReactNode } from 'react';

/** What a node is for decides its colour: it says something, decides, connects, or ends. */
export type Tone = 'start' | 'say' | 'decide' | 'connect' | 'end';

export const kindLooks: Readonly<Record<FlowNodeKind, { icon: ReactNode; tone: Tone }>> = {
  start: { icon: <LoginOutlined />, tone: 'start' },
  play: { icon: <SoundOutlined />, tone: 'say' },
  menu: { icon: <NumberOutlined />, tone: 'say' },
  collect: { icon: <FormOutlined />, tone: 'say' },
  condition: { icon: <BranchesOutlined />, tone: 'decide' },
  http: { icon: <CloudServerOutlined />, tone: 'decide' },
  set: { icon: <EditOutlined />, tone: 'decide' },
  queue: { icon: <UsergroupAddOutlined />, tone: 'connect' },
  extension: { icon: <UserOutlined />, tone: 'connect' },
  outside: { icon: <PhoneOutlined />, tone: 'connect' },
  voicemail: { icon: <MessageOutlined />, tone: 'connect' },
  callback: { icon: <RetweetOutlined />, tone: 'connect' },
  flow: { icon: <NodeIndexOutlined />, tone: 'connect' },
  hangup: { icon: <PoweroffOutlined />, tone: 'end' },
};

export const palette: readonly { group: 'say' | 'decide' | 'connect' | 'end'; kinds: readonly FlowNodeKind[] }[] = [
  { group: 'say', kinds: ['play', 'menu', 'collect'] },
  { group: 'decide', kinds: ['condition', 'http', 'set'] },
  { group: 'connect', kinds: ['queue', 'extension', 'outside', 'voicemail', 'callback', 'flow'] },
  { group: 'end', kinds: ['hangup'] },
];
