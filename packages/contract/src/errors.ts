import { z } from 'zod';

interface CatalogueEntry {
  status: number;
  zh: string;
  en: string;
}

/**
 * Every error a user can meet: a stable code, the HTTP status it travels with, and what it says in both
 * languages. `{name}` is filled from the error's params.
 */
export const errorCatalogue = {
  'session.wrongCredentials': { status: 401, zh: '呼叫中心、账号或密码不正确', en: 'Call centre, account or password is not correct' },
  'session.throttled': {
    status: 429,
    zh: '尝试次数过多，请在 {seconds} 秒后重试',
    en: 'Too many attempts; try again in {seconds} seconds',
  },
  'session.required': { status: 401, zh: '请先登录', en: 'Please sign in first' },
  'session.forbidden': { status: 403, zh: '您没有此操作的权限', en: 'You are not allowed to do this' },
  'session.wrongOrigin': { status: 403, zh: '请求来自其他网站，已拒绝', en: 'The request came from another site and was refused' },
  'session.knownPassword': {
    status: 400,
    zh: '该密码太常见或与账号名称太接近，容易被猜到，请换一个',
    en: 'This password is among the first that are guessed: too common, or too close to the name; choose another one',
  },
  'session.wrongPassword': { status: 400, zh: '原密码不正确', en: 'The current password is not correct' },
  'request.invalid': { status: 400, zh: '“{field}”填写不正确：{problem}', en: '"{field}" is not valid: {problem}' },
  'request.unstorable': {
    status: 400,
    zh: '“{field}”含有无法保存的字符，请删除后重试',
    en: '"{field}" holds characters that cannot be stored; remove them and try again',
  },
  'request.tooLarge': { status: 413, zh: '提交的内容过大', en: 'What was sent is too large' },
  'request.throttled': { status: 429, zh: '请求过于频繁，请稍后重试', en: 'Too many requests; please wait a moment' },
  'request.notFound': { status: 404, zh: '没有找到该记录，可能已被删除', en: 'Not found; it may have been deleted' },
  'accounts.nameTaken': { status: 409, zh: '账号“{name}”已存在', en: 'The account "{name}" already exists' },
  'accounts.extensionTaken': { status: 409, zh: '号码 {number} 已被使用', en: 'The number {number} is already in use' },
  'accounts.lastAdministrator': { status: 409, zh: '至少要保留一个启用的管理员', en: 'At least one enabled administrator must remain' },
  'accounts.noExtension': { status: 409, zh: '该账号没有分机', en: 'The account has no extension' },
  'accounts.inCall': { status: 409, zh: '该账号正在通话，请通话结束后再操作', en: 'The account is on a call; try again after it' },
  'queues.numberTaken': { status: 409, zh: '号码 {number} 已被使用', en: 'The number {number} is already in use' },
  'queues.nameTaken': { status: 409, zh: '队列名“{name}”已存在', en: 'The queue "{name}" already exists' },
  'skills.nameTaken': { status: 409, zh: '技能“{name}”已存在', en: 'The skill "{name}" already exists' },
  'queues.memberWithoutExtension': {
    status: 409,
    zh: '{name} 没有分机，不能加入队列',
    en: '{name} has no extension and cannot join a queue',
  },
  'trunks.nameTaken': { status: 409, zh: '中继“{name}”已存在', en: 'The trunk "{name}" already exists' },
  'trunks.addressTaken': {
    status: 409,
    zh: '来源地址 {address} 与另一条中继的来源地址重叠，无法判断来电属于哪一条',
    en: 'The source address {address} overlaps with one of another trunk; whose call it is could not be told',
  },
  'trunks.addressTooWide': {
    status: 400,
    zh: '来源地址 {address} 的范围太大：IPv4 最大 /16，IPv6 最大 /32，本机只能填单个地址',
    en: 'The source addresses {address} are too many: at most a /16 of IPv4 or a /32 of IPv6, and of this machine single addresses',
  },
  'trunks.addressNobodys': {
    status: 400,
    zh: '来源地址 {address} 是保留地址，不会有来电从那里来',
    en: 'The source address {address} is a reserved one; no calls come from there',
  },
  'trunks.addressRequired': {
    status: 400,
    zh: '请填写来源地址：对接 IP 的中继靠它识别呼入',
    en: "Enter the source addresses: by them the carrier's calls are recognised",
  },
  'trunks.usernameRequired': {
    status: 400,
    zh: '请填写运营商提供的注册账号',
    en: 'Enter the user name the carrier gave you',
  },
  'trunks.passwordRequired': {
    status: 400,
    zh: '请填写注册账号的密码',
    en: 'Enter the password of the user name',
  },
  'trunks.secondServerSame': {
    status: 400,
    zh: '备用服务器不能与主服务器相同，没有备用服务器请留空',
    en: 'The second server must differ from the first; leave it empty when there is none',
  },
  'trunks.disabled': { status: 409, zh: '中继已停用，请启用后再测试', en: 'The trunk is disabled; enable it before the test' },
  'trunks.testRunning': {
    status: 409,
    zh: '该中继正在测试，请等待结束',
    en: 'A test of this trunk is under way; please wait for its end',
  },
  'inboundRoutes.numberTaken': {
    status: 409,
    zh: '呼入号码 {number} 与相同主叫条件的规则已存在',
    en: 'There is a rule already for the called number {number} and the same callers',
  },
  'rules.orderOutdated': {
    status: 409,
    zh: '规则已被他人修改，请刷新后重新排序',
    en: 'The rules have changed meanwhile; refresh and put them in order again',
  },
  'dialRules.nameTaken': { status: 409, zh: '拨号规则“{name}”已存在', en: 'The dial rule "{name}" already exists' },
  'openingHours.nameTaken': { status: 409, zh: '营业时间“{name}”已存在', en: 'The opening hours "{name}" already exist' },
  'holidays.linesInvalid': {
    status: 400,
    zh: '第 {lines} 行无法识别，没有导入任何一行',
    en: 'Lines {lines} cannot be read; nothing was imported',
  },
  'config.missing': {
    status: 409,
    zh: '所选的去向已不存在，请重新选择',
    en: 'What was chosen does not exist any more; choose again',
  },
  'config.inUse': { status: 409, zh: '正被使用，请先修改：{uses}', en: 'It is in use; change these first: {uses}' },
  'panel.noExtension': { status: 409, zh: '您的账号没有分机', en: 'Your account has no extension' },
  'panel.phoneOffline': { status: 409, zh: '话机不在线，请先登录话机', en: 'Your phone is not registered; please sign it in' },
  'panel.alreadyInCall': { status: 409, zh: '您正在通话中', en: 'You are already on a call' },
  'panel.noCall': { status: 409, zh: '当前没有通话', en: 'There is no call' },
  'panel.notAnswered': { status: 409, zh: '通话尚未接通', en: 'The call has not been answered' },
  'panel.noTrunk': {
    status: 409,
    zh: '没有可用的外线中继，请联系管理员',
    en: 'There is no trunk for outside calls; ask your administrator',
  },
  'panel.numberInvalid': { status: 400, zh: '号码 {number} 无法拨打', en: 'The number {number} cannot be dialled' },
  'panel.notAllowed': {
    status: 403,
    zh: '您的分机没有拨打 {number} 的权限（如国际长途），请联系管理员开通',
    en: 'Your extension may not dial {number} (an international number, for example); ask your administrator',
  },
  'panel.capReached': {
    status: 403,
    zh: '您的分机今日外呼次数或时长已达上限，明日恢复，或请管理员调整',
    en: "Your extension has reached today's limit of outside calls or minutes; it ends tomorrow, or your administrator raises it",
  },
  'panel.trunksBusy': {
    status: 409,
    zh: '外线中继的线路已占满，请稍后再拨',
    en: 'All lines of the trunks are taken; please dial again in a moment',
  },
  'panel.blacklisted': {
    status: 409,
    zh: '号码 {number} 在黑名单中，不能拨打',
    en: 'The number {number} is on the blacklist and is not dialled',
  },
  'blacklist.numberTaken': { status: 409, zh: '号码 {number} 已在黑名单中', en: 'The number {number} is on the blacklist already' },
  'panel.notYourCall': { status: 409, zh: '只有接待该客户的坐席才能这样做', en: 'Only the agent who has the customer can do this' },
  'panel.consulting': { status: 409, zh: '请先结束当前的咨询或转接', en: 'End the present consultation or transfer first' },
  'panel.noConsult': { status: 409, zh: '当前没有咨询', en: 'There is no consultation' },
  'panel.consultNotAnswered': {
    status: 409,
    zh: '对方尚未接听，此时转接将挂断客户的电话',
    en: 'Not answered yet; transferring now would hang up on the customer',
  },
  'panel.targetBusy': { status: 409, zh: '对方现在无法接听', en: 'That extension cannot take a call now' },
  'panel.customerLeft': { status: 409, zh: '客户已挂机', en: 'The customer has hung up' },
  'panel.notRecordable': { status: 409, zh: '该通话不能手动录音', en: 'This call cannot be recorded by hand' },
  'panel.dispositionRequired': { status: 409, zh: '请先选择处理结果', en: 'Choose a disposition first' },
  'panel.dispositionUnknown': { status: 400, zh: '该处理结果不在队列的列表中', en: "That disposition is not in the queue's list" },
  'supervision.notTalking': { status: 409, zh: '该坐席没有在通话', en: 'That agent is not on a call' },
  'supervision.self': { status: 409, zh: '不能对自己执行此操作', en: 'You cannot do this to yourself' },
  'supervision.elsewhere': {
    status: 409,
    zh: '该通话在另一台话务引擎上，您的话机未在那里注册',
    en: 'The call is on another engine, where your phone is not registered',
  },
  'conferences.nameTaken': { status: 409, zh: '会议名“{name}”已存在', en: 'The conference "{name}" already exists' },
  'conferences.beingHeld': { status: 409, zh: '会议正在进行', en: 'The conference is being held' },
  'conferences.notHeld': { status: 409, zh: '会议没有在进行', en: 'The conference is not being held' },
  'conferences.nobodyReachable': { status: 409, zh: '没有可以呼叫的与会人', en: 'None of the participants can be called' },
  'customers.numberTaken': {
    status: 409,
    zh: '号码 {number} 已属于客户“{name}”',
    en: 'The number {number} belongs to the customer "{name}"',
  },
  'crmFields.nameTaken': { status: 409, zh: '字段“{name}”已存在', en: 'The field "{name}" already exists' },
  'customers.fieldInvalid': { status: 400, zh: '“{name}”没有填写或填写不正确', en: '"{name}" is missing or not valid' },
  'crmFields.kindFixed': {
    status: 409,
    zh: '字段“{name}”已有数据，类型不能再改',
    en: 'Customers have values of "{name}"; its kind can no longer change',
  },
  'panel.noSurvey': { status: 409, zh: '该通话没有满意度调查', en: 'There is no survey for this call' },
  'panel.notYourQueue': { status: 403, zh: '您不在该队列中', en: 'You are not a member of this queue' },
  'database.unavailable': {
    status: 503,
    zh: '数据库暂时不可用，通话不受影响，请稍后重试',
    en: 'The database is not reachable for the moment; calls go on. Please try again later',
  },
  'database.tooSlow': {
    status: 503,
    zh: '数据库未能及时完成，请缩小范围或稍后重试',
    en: 'The database took too long; ask for less, or try again later',
  },
  'engine.unavailable': { status: 503, zh: '电话引擎暂时不可用，正在重连', en: 'The telephony engine is not reachable; reconnecting' },
  'engine.refused': {
    status: 409,
    zh: '电话引擎拒绝了这项修改，没有保存任何内容（{object}：{reason}）',
    en: 'The telephony engine refused the change and nothing was saved ({object}: {reason})',
  },
  'prompts.nameTaken': { status: 409, zh: '语音“{name}”已存在', en: 'The sound "{name}" already exists' },
  'prompts.notASound': {
    status: 400,
    zh: '这个文件不是声音文件，或者已损坏',
    en: 'This file is no sound file, or it is damaged',
  },
  'prompts.tooLong': {
    status: 400,
    zh: '声音超过 {minutes} 分钟，请剪短后再上传',
    en: 'The sound is longer than {minutes} minutes; please shorten it',
  },
  'prompts.needsFfmpeg': {
    status: 400,
    zh: '服务器没有安装 ffmpeg，只能上传 WAV 和 MP3。请转换格式，或在服务器上安装 ffmpeg（apt-get install ffmpeg）',
    en: 'Only WAV and MP3 can be used, since ffmpeg is not installed on the server. Convert the file, or install it: apt-get install ffmpeg',
  },
  'prompts.notReady': { status: 409, zh: '这条语音还没有声音', en: 'There is no sound yet' },
  'prompts.tooMany': {
    status: 409,
    zh: '最多保存 {limit} 条语音，请先删除不用的',
    en: 'At most {limit} sounds can be kept; delete some first',
  },
  'prompts.noSpeech': {
    status: 409,
    zh: '服务器没有安装语音合成。请在服务器上安装：apt-get install espeak-ng，或设置 ZUOXI_SPEECH_COMMAND',
    en: 'No text-to-speech is installed on the server. Install it: apt-get install espeak-ng, or set ZUOXI_SPEECH_COMMAND',
  },
  'prompts.speechFailed': {
    status: 502,
    zh: '语音合成失败，请检查文字或稍后重试',
    en: 'The text could not be spoken; check it or try again',
  },
  'flows.nameTaken': { status: 409, zh: '语音导航“{name}”已存在', en: 'The IVR "{name}" already exists' },
  'flows.changedMeanwhile': {
    status: 409,
    zh: '该语音导航已被他人修改，请重新打开后再改',
    en: 'Somebody else has changed this IVR meanwhile; open it again and repeat your change',
  },
  'flows.hasProblems': {
    status: 409,
    zh: '语音导航还有 {count} 个问题，解决后才能发布或试拨',
    en: 'The IVR has {count} problems; solve them before it is published or tried',
  },
  'voicemail.missing': { status: 404, zh: '留言文件不存在或尚未就绪', en: 'The message is missing or not ready yet' },
  'callbacks.over': { status: 409, zh: '该回拨已经结束', en: 'This callback is over already' },
  'recordings.missing': { status: 404, zh: '录音文件不存在或尚未就绪', en: 'The recording file is missing or not ready yet' },
  internal: { status: 500, zh: '系统出错了，错误编号 {id}', en: 'Something went wrong; error number {id}' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** What the sentence of an error is filled with: `{ number: string | number }` for "The number {number} cannot be dialled". */
export type ErrorParams<Code extends ErrorCode> = { readonly [Name in NamesIn<(typeof errorCatalogue)[Code]['en']>]: string | number };

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/** Body of every answer with a status of 400 and above. */
export const ErrorBody = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Already filled in, in the language of the request's `Accept-Language`. */
  message: z.string(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** The sentence for `code` with its params filled in. */
export function errorMessage(code: ErrorCode, language: 'zh' | 'en', params: Readonly<Record<string, string | number>> = {}): string {
  return errorCatalogue[code][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(params[key] ?? whole));
}
