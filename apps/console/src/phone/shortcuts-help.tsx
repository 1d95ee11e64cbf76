import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hotkeyLabel, hotkeyNames, useKeyDown } from './hotkeys.ts';

/** All shortcuts, by the button or by "?". */
export function ShortcutsHelp() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useKeyDown((event) => {
    if (event.key === '?') setOpen(!open);
    else if (event.key === 'Escape') setOpen(false);
  });
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" title={t('shortcuts.title')} content={<List />}>
      <Button type="text" size="small" aria-label={t('shortcuts.open')} title={t('shortcuts.open')} icon={<QuestionCircleOutlined />} />
    </Popover>
  );
}

function List() {
  const { t } = useTranslation();
  return (
    <div data-testid="shortcuts">
      <dl style={{ display: 'grid', gridTemplateColumns: 'auto auto', gap: '4px 24px', margin: 0 }}>
        {hotkeyNames.map((name) => (
          <Row key={name} keys={hotkeyLabel(name)} what={t(`shortcuts.${name}`)} />
        ))}
        <Row keys="?" what={t('shortcuts.help')} />
      </dl>
      <div className="muted" style={{ marginTop: 8, fontSize: 12 }}>
        {t('shortcuts.hint')}
      </div>
    </div>
  );
}

function Row({ keys, what }: { keys: string; what: string }) {
  return (
    <>
      <dt>{what}</dt>
      <dd style={{ margin: 0 }}>
        <kbd>{keys}</kbd>
      </dd>
    </>
  );
}
