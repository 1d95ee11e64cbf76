export const settings = {
  settings: {
    title: '呼叫中心设置',
    reasons: '置忙原因',
    reasonsHint: '坐席置忙时从中选择，也可以自己输入。最多 20 个，按此顺序显示。',
    addReason: '添加原因',
    reasonItem: '第 {{place}} 个原因',
    reasonsEmpty: '至少保留一个原因',
    supervision: '监听',
    supervisionVisible: '坐席能看到谁在监听自己',
    supervisionVisibleHint: '关闭后，坐席的操作面板上不显示监听者；强插时各方仍能互相听到。',
    failed: '设置没有加载成功',
  },
};
