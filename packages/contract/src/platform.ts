import type { Catalogue } from './catalogue.ts';

// Errors of no word of the trade.

export const requestErrors = {
  'request.invalid': { status: 400, zh: '“{field}”填写不正确：{problem}', en: '"{field}" is not valid: {problem}' },
  'request.unstorable': {
    status: 400,
    zh: '“{field}”含有无法保存的字符，请删除后重试',
    en: '"{field}" contains characters that cannot be stored. Remove them and try again',
  },
  'request.tooLarge': { status: 413, zh: '提交的内容过大', en: 'The submitted content is too large' },
  'request.throttled': { status: 429, zh: '请求过于频繁，请稍后重试', en: 'Too many requests. Try again in a moment' },
  'request.placeInvalid': {
    status: 400,
    zh: '列表的位置已失效，请回到第一页',
    en: 'This place in the list is no longer valid. Go back to the first page',
  },
  'request.notFound': { status: 404, zh: '没有找到该记录，可能已被删除', en: 'Not found; it may have been deleted' },
} as const satisfies Catalogue;

export const databaseErrors = {
  'database.unavailable': {
    status: 503,
    zh: '数据库暂时不可用，通话不受影响，请稍后重试',
    en: 'The database is temporarily unavailable. Calls continue. Try again later',
  },
  'database.tooSlow': {
    status: 503,
    zh: '数据库未能及时完成，请缩小范围或稍后重试',
    en: 'The database took too long. Narrow your search or try again later',
  },
} as const satisfies Catalogue;

export const engineErrors = {
  'engine.unavailable': {
    status: 503,
    zh: '电话引擎暂时不可用，正在重连',
    en: 'The telephony engine is temporarily unavailable. Reconnecting',
  },
  'engine.refused': {
    status: 409,
    zh: '电话引擎拒绝了这项修改，没有保存任何内容（{object}）。原因见服务器日志',
    en: 'The telephony engine rejected the change. Nothing was saved ({object}). The server log has the reason',
  },
} as const satisfies Catalogue;

export const internalErrors = {
  internal: { status: 500, zh: '系统出错了，错误编号 {id}', en: 'Something went wrong; error number {id}' },
} as const satisfies Catalogue;
