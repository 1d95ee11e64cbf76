import { Spin } from 'antd';

export function Waiting() {
  return (
    <div style={{ height: '100%', display: 'grid', placeItems: 'center' }}>
      <Spin delay={200} />
    </div>
  );
}
