/**
 * What may be wrong with something that was sent, as `{problem}` of `request.invalid`. The validator knows English alone: none of its sentences
 * reaches a user.
 */
export const inputProblems = {
  missing: { zh: '必填', en: 'required' },
  type: { zh: '类型不正确', en: 'wrong type' },
  format: { zh: '格式不正确', en: 'wrong format' },
  tooShort: { zh: '至少 {limit} 个字符', en: 'at least {limit} characters' },
  tooLong: { zh: '最多 {limit} 个字符', en: 'at most {limit} characters' },
  tooFew: { zh: '至少 {limit} 项', en: 'at least {limit} entries' },
  tooMany: { zh: '最多 {limit} 项', en: 'at most {limit} entries' },
  tooSmall: { zh: '不能小于 {limit}', en: 'must not be less than {limit}' },
  tooBig: { zh: '不能大于 {limit}', en: 'must not be more than {limit}' },
  multiple: { zh: '必须是 {limit} 的倍数', en: 'must be a multiple of {limit}' },
  notChoice: { zh: '不在可选范围内', en: 'not one of the choices' },
  unknownField: { zh: '含有未知字段', en: 'has unknown fields' },
  unreadable: { zh: '无法解析', en: 'cannot be read' },
  unknownId: { zh: '所选项不存在', en: 'does not exist' },
  pattern: { zh: '不是有效的号码匹配', en: 'not a number pattern' },
  number: { zh: '不是有效的号码', en: 'not a number' },
  twice: { zh: '有重复项', en: 'has duplicates' },
  sameTime: { zh: '结束时间不能与开始时间相同', en: 'end must differ from start' },
  overlap: { zh: '时间段重叠', en: 'periods overlap' },
  timeZone: { zh: '时区不存在', en: 'unknown time zone' },
  beforeStart: { zh: '不能早于开始日期', en: 'must not be before the first day' },
  unstorable: { zh: '含有无法保存的字符', en: 'contains characters that cannot be stored' },
  noOptions: { zh: '至少添加一个选项', en: 'needs at least one option' },
} as const satisfies Record<string, { zh: string; en: string }>;

export type InputProblem = keyof typeof inputProblems;

export const isInputProblem = (text: string): text is InputProblem => Object.hasOwn(inputProblems, text);

/** The `message` of a refinement: what is wrong when it does not hold. */
export const problem = (code: InputProblem): { message: InputProblem } => ({ message: code });

export function inputProblemText(code: InputProblem, language: 'zh' | 'en', limit: string | number = ''): string {
  return inputProblems[code][language].replace('{limit}', String(limit));
}
