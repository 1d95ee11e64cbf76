import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorCatalogue, errorMessage, isErrorCode } from '@zuoxi/contract';
import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parts, startAllTexts, type Tree } from './support/texts.ts';

// The words that were decided stand in docs/glossary.md; those that were given up stand here, with what is said instead.

const manuals = resolve(import.meta.dirname, '../../../docs/manual');

function sentences(tree: Tree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : sentences(value, [...path, key]),
  );
}

const errors = Object.entries(errorCatalogue);
const shown = {
  zh: parts.flatMap(({ zh }) => sentences(zh)),
  en: parts.flatMap(({ en }) => sentences(en)),
};
const texts = {
  zh: [...shown.zh, ...errors.map(([code, { zh }]): [string, string] => [code, zh])],
  en: [...shown.en, ...errors.map(([code, { en }]): [string, string] => [code, en])],
};
const manual = (language: 'zh' | 'en'): [string, string][] =>
  readdirSync(manuals)
    .filter((name) => name.endsWith(`.${language}.md`))
    .map((name) => [name, readFileSync(join(manuals, name), 'utf8')]);

/** A pattern of what must not be said, and what is said instead. */
const givenUp = {
  zh: [
    [/(?<!咨询)转接/, '转移（盲转）、咨询转接'],
    [/呼叫转移|忙时转移|始终转移/, '呼叫前转'],
    [/被咨询人|咨询谁/, '咨询对象'],
    [/挂机/, '挂断'],
    [/接起/, '接听'],
    [/(?<!通)话后(?!处理)/, '话后处理'],
    [/签出/, '强制退出'],
    [/呼出/, '外呼'],
    [/外部号码/, '外线号码'],
    [/惩罚值/, '接听顺位'],
    [/分配方式|分配规则/, '振铃策略'],
    [/试算|试拨判断/, '模拟'],
    [/话务引擎/, '电话引擎'],
    [/示闲|示忙|就绪/, '置闲、置忙'],
    [/督导|监看/, '监督'],
    [/预约回拨|回电/, '登记回拨'],
    [/监测线路|备用地址|对接 IP/, '监测服务器、备用服务器、IP 对接'],
    [/声音文件|提示语/, '音频文件、语音'],
    [/使用者/, '引用位置'],
    [/建立|增加/, '新建、添加'],
    [/号码样式/, '号码匹配'],
    [/没有\S*成功/, '…失败'],
    [/你/, '您'],
    [/(?<!其)他(?!人)/, '该坐席、对方、客户'],
    [/IVR/, '语音导航'],
    [/0 为不/, '0 表示不限'],
  ],
  en: [
    [/\b(he|him|his|himself)\b/i, 'they, the agent, the customer'],
    [/\bblacklist/i, 'do-not-call list'],
    [/\bpenalt/i, 'tier'],
    [/\bIVRs\b/, 'IVR flows'],
    [/\boperation panel\b|\bthe panel\b/i, 'Workspace'],
    [/\bdial rule/i, 'outbound route'],
    [/\binbound (rule|number)/i, 'inbound route'],
    [/\boutside number|\bcalls? out\b/i, 'external number, outbound calls'],
    [/\b(pick|picks|picked) up\b/i, 'answer'],
    [/\bdry run\b/i, 'simulate'],
    [/\bcallback plan/i, 'follow-up'],
    [/\bservice record/i, 'service note'],
    [/\bhung up on\b|\b(is|are) hung up\b/i, 'disconnected'],
    [/\bsecond (host|server)\b/i, 'backup server'],
    [/\bsound files?\b|\bsounds\b|\bshipped\b/i, 'audio file, prompt, built-in'],
    [/\bdistribution\b/i, 'ring strategy'],
    [/\blook-up\b/i, 'HTTP request'],
    [/\buser name\b/i, 'username'],
    [/\bthe one consulted\b|\bto and fro\b/i, 'consulted agent'],
    [/\bplease\b|\bany more\b|\bput right\b/i, 'plain instruction'],
  ],
} as const;

const said = (language: 'zh' | 'en', among: readonly (readonly [string, string])[]) =>
  givenUp[language].flatMap(([pattern, instead]) =>
    among.flatMap(([where, text]) => {
      const found = pattern.exec(text);
      return found ? [`${where}: "${found[0]}" in "${text.slice(Math.max(0, found.index - 20), found.index + 40)}", say ${instead}`] : [];
    }),
  );

describe('the words of the console, the errors and the manuals', () => {
  it.each(['zh', 'en'] as const)('in %s are those of the glossary, none that was given up', (language) => {
    expect(
      said(
        language,
        texts[language].map(([key, text]) => [key, text.replace(/\{+\w+\}+/g, '')]),
      ),
    ).toEqual([]);
    // Settings of the server and keys of the API are called what they are called.
    expect(
      said(
        language,
        manual(language).map(([name, text]) => [name, text.replace(/`[^`]*`/g, '')]),
      ),
    ).toEqual([]);
  });

  it('are those that callers hear, but where a caller is spoken to in words of their own', () => {
    // 转接, 挂机 and 回电 are what one says to a customer.
    const toCallers = ['转接', '挂机', '回电'];
    const spoken = readFileSync(join(manuals, '../../apps/server/prompts/texts.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line): [string, string] => {
        const [name = '', zh = ''] = line.split('\t');
        return [name, toCallers.reduce((text, word) => text.replaceAll(word, ''), zh)];
      });
    expect(spoken.length).toBeGreaterThan(35);
    expect(said('zh', spoken)).toEqual([]);
    expect(spoken.filter(([, text]) => /工作时间/.test(text))).toEqual([]);
    const heard = new Map(spoken);
    expect(heard.get('survey-reason')).toContain('服务质量请按二');
  });

  it('are whole sentences: no list is joined by a Chinese comma in English, no half-width mark stands beside a Chinese character', () => {
    expect(texts.en.filter(([, text]) => /[\u3000-\u303f\uff00-\uffef]/.test(text))).toEqual([]);
    const examples = ['extensions.bulk.linesPlaceholder', 'customers.numbersHint'];
    const halfWidth = /\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u;
    expect(texts.zh.filter(([key, text]) => !examples.includes(key) && halfWidth.test(text))).toEqual([]);
  });

  it('join at most two clauses by a semicolon, and none in a long text', () => {
    expect(texts.en.filter(([, text]) => text.split(';').length > 2 || (text.includes(';') && text.length > 110))).toEqual([]);
    expect(texts.zh.filter(([, text]) => text.split('；').length > 3)).toEqual([]);
  });

  it('have a singular in English wherever something is counted', () => {
    const keys = new Map(shown.en);
    // Two customers or more, or nobody would be told.
    const neverOne = ['customerCard.sharedBy'];
    const counted = shown.en.filter(([key, text]) => /\{\{count\}\} ([a-z]+ )*[a-z]{2,}s\b/.test(text) && !key.endsWith('_one'));
    expect(counted.length).toBeGreaterThan(15);
    expect(counted.map(([key]) => key).filter((key) => !keys.has(`${key}_one`) && !neverOne.includes(key))).toEqual([]);
    const singulars = [...keys.keys()].filter((key) => key.endsWith('_one'));
    expect(singulars.filter((key) => !keys.get(key.slice(0, -'_one'.length))?.includes('{{'))).toEqual([]);
  });

  it('end a hint of a form with a full stop, and a button or a title without one', () => {
    const isHint = (key: string) =>
      /^queues\.(hints|\w+Hints)\.|^recordings\.stateHints\.|^trunks\.(stateHints|kindHints)\.|^\w+\.emptyHint$/.test(key);
    const isName = (key: string) => /^\w+\.(title|menu|create|edit)$|\.labels\.\w+$|^common\./.test(key);
    for (const [language, stop] of [
      ['zh', '。'],
      ['en', '.'],
    ] as const) {
      expect(shown[language].filter(([key, text]) => isHint(key) && !text.endsWith(stop))).toEqual([]);
      expect(shown[language].filter(([key, text]) => isName(key) && text.endsWith(stop) && !/\bno\.$/.test(text))).toEqual([]);
    }
  });

  it('are the labels that the manuals name', () => {
    const bare = (text: string) =>
      text
        .replace(/\s+/g, ' ')
        .replace(/ ?[（(]\{\{\w+\}\}[)）]$/, '')
        .replace(/[.。:：…?？]+$/, '');
    // Stressed words, and texts that are no label of the console.
    const others = {
      en: [
        'exactly',
        'Build',
        'customer',
        'agent',
        'dispositions',
        'Exits that are not connected',
        'International and premium-rate numbers are blocked for everyone',
      ],
      zh: ['功能码', '分机号 账号 姓名', '英语至少 7，等 30 秒后 4，等 60 秒后不要求', '有人排队，却没有分配'],
    };
    for (const language of ['zh', 'en'] as const) {
      const labels = new Set([...texts[language].map(([, text]) => bare(text)), ...others[language]]);
      const pattern = language === 'en' ? /\*\*([^*]+)\*\*/g : /“([^”]+)”/g;
      const named = manual(language).flatMap(([name, text]) => [...text.matchAll(pattern)].map(([, label = '']) => ({ name, label })));
      expect(named.length).toBeGreaterThan(100);
      // A bold sentence begins a paragraph.
      expect(named.filter(({ label }) => !label.endsWith('.') && !labels.has(bare(label)))).toEqual([]);
    }
  });
});

describe('a count', () => {
  beforeAll(() => startAllTexts());
  afterAll(async () => {
    await i18next.changeLanguage('zh');
  });

  it('of one is singular in English, and has one form in Chinese', async () => {
    expect([1, 2].map((count) => i18next.t('queues.memberCount', { count }))).toEqual(['1 人', '2 人']);
    await i18next.changeLanguage('en');
    expect([0, 1, 2].map((count) => i18next.t('queues.memberCount', { count }))).toEqual(['0 agents', '1 agent', '2 agents']);
    expect([1, 2].map((count) => i18next.t('flows.publishErrors', { count }))).toEqual([
      'Fix 1 problem before publishing',
      'Fix 2 problems before publishing',
    ]);
  });
});

describe('every error', () => {
  const paramsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  it.each(errors)('%s shows no placeholder when it has its parameters, in either language', (code, { zh, en }) => {
    if (!isErrorCode(code)) expect.fail(`${code} is not in the catalogue`);
    // The parameters that TypeScript asks for are those of the English sentence (ErrorParams).
    const params = Object.fromEntries(paramsOf(en).map((name, index) => [name, `value${index}`]));
    for (const [language, sentence] of [
      ['zh', zh],
      ['en', en],
    ] as const) {
      const message = errorMessage(code, language, params);
      expect(message).not.toMatch(/[{}]/);
      for (const name of paramsOf(sentence)) expect(message).toContain(params[name]);
    }
  });
});
