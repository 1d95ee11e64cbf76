import { PhoneOutlined } from '@ant-design/icons';
import type { CustomerNumber } from '@zuoxi/contract';
import { Button, Dropdown, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMe } from '../../app/session.tsx';
import { usePhone } from '../../phone/phone-context.tsx';
import { PHONE_PAGE } from '../../phone/phone-page.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';

/** Dials and shows the call where it is handled. */
export function useDialAndShow(): { dial(number: string): void; pending: boolean; possible: boolean } {
  const { actions } = usePhone();
  const { extension } = useMe();
  const navigate = useNavigate();
  const dial = (number: string) => void actions.dial(number).then((begun) => (begun ? navigate(PHONE_PAGE) : undefined));
  return { dial, pending: actions.pending.dial, possible: extension !== null };
}

/** One click dials; of several numbers one is chosen first. */
export function DialNumbers({ name, numbers }: { name: string; numbers: readonly CustomerNumber[] }) {
  const { t } = useTranslation();
  const { dial, pending, possible } = useDialAndShow();
  const [first] = numbers;
  if (!possible || !first) return null;
  const button = (
    <Button
      type="text"
      size="small"
      icon={<PhoneOutlined />}
      disabled={pending}
      aria-label={t('customers.dialWho', { name })}
      {...(numbers.length === 1 ? { onClick: () => dial(first.number) } : {})}
    />
  );
  if (numbers.length === 1) return <Tooltip title={t('customers.dial')}>{button}</Tooltip>;
  const items = numbers.map(({ number, label }) => ({
    key: number,
    label: (
      <>
        <PhoneNumber number={number} /> <span className="muted">{label}</span>
      </>
    ),
  }));
  return (
    <Dropdown menu={{ items, onClick: ({ key }) => dial(key) }} trigger={['click']}>
      {button}
    </Dropdown>
  );
}
