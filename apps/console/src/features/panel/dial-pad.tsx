import { DownOutlined, PhoneFilled } from '@ant-design/icons';
import { Button, Dropdown, Input, type InputRef, Tooltip } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHotkeys } from '../../phone/hotkeys.ts';
import { usePhone } from '../../phone/phone-context.tsx';
import { useTextDraft } from '../../ui/drafts.ts';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { dialProblem, normalizeNumber } from './dial-number.ts';
import { Keypad } from './keypad.tsx';
import styles from './phone.module.css';
import { RecentCallLine, useRecentCalls } from './recent-calls.tsx';

export function DialPad() {
  const { t } = useTranslation();
  const { actions } = usePhone();
  // A call that comes takes the place of the dial pad.
  const [number, setNumber] = useTextDraft('dial');
  const [problem, setProblem] = useState<'panel.dialEmpty' | 'panel.dialInvalid' | null>(null);

  const field = useRef<InputRef>(null);
  useHotkeys({ dialField: () => field.current?.focus() });

  const change = (next: string) => {
    setNumber(next);
    setProblem(null);
  };
  const dial = async (typed: string) => {
    const found = dialProblem(typed);
    setProblem(found);
    // What was typed stays when the server refuses it.
    if (!found && (await actions.dial(normalizeNumber(typed)))) setNumber('');
  };

  return (
    <div className={styles.dial}>
      <Input
        ref={field}
        className={styles.dialInput}
        value={number}
        onChange={(event) => change(event.target.value)}
        onPressEnter={() => void dial(number)}
        placeholder={t('panel.dialHint')}
        status={problem ? 'error' : ''}
        aria-label={t('panel.dialInput')}
        data-testid="dial-input"
        maxLength={40}
        allowClear
        autoFocus
        autoComplete="off"
        suffix={<RecentMenu onChoose={(chosen) => void dial(chosen)} />}
      />
      {problem ? (
        <div className={styles.dialError} role="alert">
          {t(problem)}
        </div>
      ) : null}
      <Keypad onPress={(digit) => change(number + digit)} />
      <Tooltip title={t('panel.shortcut', { action: t('panel.dial'), keys: 'Enter' })} placement="bottom">
        <Button
          color="green"
          variant="solid"
          className={styles.dialButton}
          icon={<PhoneFilled rotate={100} />}
          loading={actions.pending.dial}
          onClick={() => void dial(number)}
          data-testid="dial"
        >
          {t('panel.dial')}
        </Button>
      </Tooltip>
    </div>
  );
}

/** The drop-down of the last 20; a click dials. Not a completion of the field: Enter always dials what was typed. */
function RecentMenu({ onChoose }: { onChoose: (number: string) => void }) {
  const { t } = useTranslation();
  const { data } = useRecentCalls();
  const items = (data ?? []).map((call) => ({ key: call.callId, label: <RecentCallLine call={call} /> }));
  const choose = ({ key }: { key: string }) => {
    const call = data?.find((one) => one.callId === key);
    if (call) onChoose(call.number);
  };
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{ items, onClick: choose, style: { maxHeight: 360, overflowY: 'auto', width: 316 } }}
    >
      <ReasonedButton
        type="text"
        size="small"
        aria-label={t('panel.recent')}
        icon={<DownOutlined style={{ fontSize: 12 }} />}
        why={items.length === 0 ? t('panel.recentEmpty') : undefined}
        data-testid="recent-menu"
      />
    </Dropdown>
  );
}
