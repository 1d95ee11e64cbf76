export const destinations = {
  destinations: {
    kind: '去向',
    kinds: {
      queue: '队列',
      flow: 'IVR 流程',
      extension: '分机',
      outside: '外部号码',
      voicemail: '留言',
      hangup: '挂断',
    },
    choose: '请选择',
    chooseTarget: '请选择具体的去向',
    target: '具体去向',
    number: '电话号码',
    noPrompt: '挂断前不播放语音',
    hangupAfter: '播放“{{prompt}}”后挂断',
    unknown: '（已删除）',
    nothing: {
      queue: '还没有队列',
      flow: '还没有 IVR 流程',
      extension: '还没有分机',
      voicemail: '还没有队列',
      hangup: '还没有语音',
    },
  },
};
