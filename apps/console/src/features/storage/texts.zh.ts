export const zh = { storage: { low: '录音所在磁盘即将写满，仅剩 {{free}}。请清理空间或更换磁盘。' } };
