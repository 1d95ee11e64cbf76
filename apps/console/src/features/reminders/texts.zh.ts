export const zh = {
  reminder: {
    region: '回访提醒',
    title: '回访提醒',
    dial: '拨打',
    putOff: '推迟',
    in10Minutes: '10 分钟',
    in1Hour: '1 小时',
    choose: '选择时间…',
    chooseTitle: '推迟到',
    finish: '完成',
    more: '还有 {{count}} 条',
    fewer: '收起',
    noNote: '没有备注',
    notification: '回访 {{who}}',
  },
};
