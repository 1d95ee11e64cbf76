import { inLanguage, recordingStateLabels, recordingTypeLabels } from '@zuoxi/contract';
export const zh = {
  recordings: {
    title: '录音列表',
    duration: '时长',
    size: '大小',
    state: '检查结果',
    play: '播放',
    download: '下载',
    downloadChosen: '下载所选 {{count}} 条',
    tooMany: '一次最多下载 {{most}} 条',
    empty: '还没有录音',
    emptyHint: '开启录音的队列或分机，每次通话结束后录音会出现在这里。',
    states: inLanguage(recordingStateLabels, 'zh'),
    types: inLanguage(recordingTypeLabels, 'zh'),
    stateHints: {
      recording: '通话还没有结束。',
      ready: '长度与通话相符，双方都有声音。',
      missing: '没有找到录音文件。',
      damaged: '录音中缺少约 {{seconds}} 秒（磁盘已满或软交换停顿）。',
      short: '录音与通话时长不符。',
      silent: '有一方没有声音。',
      removed: '磁盘空间不足，最早的录音已自动删除。',
    },
  },
};
