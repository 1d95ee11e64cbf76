import { AddressPattern, DtmfMode, type Trunk, TrunkInput, TrunkKind, TrunkTransport } from '@zuoxi/contract';
import { Col, Form, Input, InputNumber, Radio, Row, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../ui/choice.tsx';
import { schemaRule } from '../../ui/schema-rule.ts';
import { TrunkStateNow } from './trunk-state.tsx';

const fields = TrunkInput.shape;

/** @param trunk the row that is edited; null for a new one */
export function TrunkFields({ trunk }: { trunk: Trunk | null }) {
  const { t } = useTranslation();
  const kind = Form.useWatch<TrunkKind>('kind') ?? trunk?.kind ?? 'registration';
  return (
    <>
      {trunk ? <TrunkStateNow trunk={trunk} /> : null}
      <Form.Item name="name" label={t('trunks.name')} rules={[schemaRule(fields.name, t('trunks.name'))]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Form.Item name="kind" label={t('trunks.kind')} extra={t(`trunks.kindHints.${kind}`)}>
        <Radio.Group optionType="button" options={TrunkKind.options.map((value) => ({ value, label: t(`trunks.kinds.${value}`) }))} />
      </Form.Item>
      {kind === 'registration' ? <AccountFields trunk={trunk} /> : null}
      <Server host="host" port="port" label={t('trunks.host')} hint={t('trunks.hostHint')} />
      <Server host="secondHost" port="secondPort" label={t('trunks.secondHost')} hint={t('trunks.secondHostHint')} />
      <TransportFields trunk={trunk} />
      <SourceAddresses isNeeded={kind === 'address'} />
      <Form.Item
        name="callerId"
        label={t('trunks.callerId')}
        extra={t(`trunks.callerIdHints.${kind}`)}
        rules={[schemaRule(fields.callerId, t('trunks.callerId'))]}
      >
        <Input inputMode="tel" maxLength={33} />
      </Form.Item>
      <Row gutter={16}>
        <Col span={12}>
          <Form.Item
            name="maxChannels"
            label={t('trunks.maxChannels')}
            extra={t('trunks.maxChannelsHint')}
            rules={[schemaRule(fields.maxChannels, t('trunks.maxChannels'))]}
          >
            <InputNumber min={0} max={10_000} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="callsPerSecond"
            label={t('trunks.callsPerSecond')}
            extra={t('trunks.callsPerSecondHint')}
            rules={[schemaRule(fields.callsPerSecond, t('trunks.callsPerSecond'))]}
          >
            <InputNumber min={0} max={1000} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      </Row>
      <Row gutter={16}>
        <Col span={12}>
          <Form.Item name="dtmfMode" label={t('dtmf.mode')} extra={t('dtmf.hint')}>
            <Choice options={DtmfMode.options.map((value) => ({ value, label: t(`dtmf.modes.${value}`) }))} />
          </Form.Item>
        </Col>
        <Col span={12}>
          <Form.Item
            name="rtpTimeoutS"
            label={t('trunks.rtpTimeout')}
            extra={t('trunks.rtpTimeoutHint')}
            rules={[schemaRule(fields.rtpTimeoutS, t('trunks.rtpTimeout'))]}
          >
            <InputNumber min={0} max={3600} precision={0} suffix={t('trunks.secondsUnit')} style={{ width: '100%' }} />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item name="outbound" label={t('trunks.outbound')} extra={t('trunks.outboundHint')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
      <Form.Item name="watched" label={t('trunks.watched')} extra={t('trunks.watchedHint')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
      <Form.Item name="enabled" label={t('trunks.enabled')} layout="horizontal" valuePropName="checked">
        <Switch size="small" />
      </Form.Item>
    </>
  );
}

/** What the carrier gave for signing in. */
function AccountFields({ trunk }: { trunk: Trunk | null }) {
  const { t } = useTranslation();
  const keepsPassword = trunk?.hasPassword === true;
  // The contract takes empty ones, since trunks of the other kind have none.
  const required = (field: string) => ({ required: true, whitespace: true, message: t('common.required', { field }) });
  return (
    <>
      <Form.Item
        name="username"
        label={t('trunks.username')}
        extra={t('trunks.usernameHint')}
        rules={[required(t('trunks.username')), schemaRule(fields.username, t('trunks.username'))]}
        validateFirst
      >
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('trunks.password')}
        extra={keepsPassword ? t('trunks.passwordKept') : null}
        rules={[...(keepsPassword ? [] : [required(t('trunks.password'))]), schemaRule(fields.password, t('trunks.password'))]}
        validateFirst
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="domain"
        label={t('trunks.domain')}
        extra={t('trunks.domainHint')}
        rules={[schemaRule(fields.domain, t('trunks.domain'))]}
      >
        <Input maxLength={253} />
      </Form.Item>
    </>
  );
}

interface ServerProps {
  host: 'host' | 'secondHost';
  port: 'port' | 'secondPort';
  label: string;
  hint: string;
}

function Server({ host, port, label, hint }: ServerProps) {
  const { t } = useTranslation();
  return (
    <Row gutter={16}>
      <Col span={17}>
        <Form.Item name={host} label={label} extra={hint} rules={[schemaRule(fields[host], label)]}>
          <Input maxLength={253} />
        </Form.Item>
      </Col>
      <Col span={7}>
        <Form.Item name={port} label={t('trunks.port')} rules={[schemaRule(fields[port], t('trunks.port'))]}>
          <InputNumber min={1} max={65535} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </Col>
    </Row>
  );
}

function TransportFields({ trunk }: { trunk: Trunk | null }) {
  const { t } = useTranslation();
  const transport = Form.useWatch<TrunkTransport>('transport') ?? trunk?.transport ?? 'udp';
  return (
    <>
      <Form.Item name="transport" label={t('trunks.transport')} extra={transport === 'tls' ? t('trunks.tlsHint') : null}>
        <Radio.Group
          optionType="button"
          options={TrunkTransport.options.map((value) => ({ value, label: value === 'tls' ? t('trunks.tls') : value.toUpperCase() }))}
        />
      </Form.Item>
      {transport === 'tls' ? (
        <Form.Item
          name="verifyCertificate"
          label={t('trunks.verifyCertificate')}
          extra={t('trunks.verifyCertificateHint')}
          layout="horizontal"
          valuePropName="checked"
        >
          <Switch size="small" />
        </Form.Item>
      ) : null}
    </>
  );
}

function SourceAddresses({ isNeeded }: { isNeeded: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="matchAddresses"
      label={t(isNeeded ? 'trunks.matchAddresses' : 'trunks.moreAddresses')}
      extra={t(isNeeded ? 'trunks.matchAddressesHint' : 'trunks.moreAddressesHint')}
      dependencies={['kind']}
      rules={[
        {
          validator(_rule, addresses: string[]) {
            if (isNeeded && addresses.length === 0) {
              return Promise.reject(new Error(t('common.required', { field: t('trunks.matchAddresses') })));
            }
            const wrong = addresses.find((address) => !AddressPattern.safeParse(address).success);
            return wrong === undefined ? Promise.resolve() : Promise.reject(new Error(t('trunks.matchAddressInvalid', { address: wrong })));
          },
        },
      ]}
    >
      <Choice mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ', ';']} />
    </Form.Item>
  );
}
