import { type ThemeConfig, theme } from 'antd';

export type ThemeName = 'light' | 'dark';

/*
 * Quiet surfaces, one ink blue for what can be done, and colour otherwise only where it tells a state.
 * 13px text on a 4px grid with 30px controls: dense enough for a whole call on 1366×768.
 */
const shared = {
  // The Latin fonts first: those with Chinese have Latin letters, too, and poor ones.
  fontFamily:
    "'Inter', 'SF Pro Text', 'Segoe UI', 'Roboto', 'Helvetica Neue', 'Noto Sans', 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei UI', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, sans-serif",
  fontSize: 13,
  controlHeight: 30,
  borderRadius: 6,
  borderRadiusLG: 8,
  wireframe: false,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.18s',
} as const;

const light = {
  colorPrimary: '#2458c6',
  // The computed one is too light to be read.
  colorPrimaryHover: '#1d4aa8',
  colorInfo: '#2458c6',
  colorLink: '#2458c6',
  colorSuccess: '#14713f',
  // Of so dark colours the computed ones are grey.
  colorSuccessBg: '#e8f5ee',
  colorSuccessBorder: '#b4dcc6',
  green: '#18864b',
  colorWarning: '#955500',
  colorWarningBg: '#fcf1de',
  colorWarningBorder: '#ebcf9f',
  colorError: '#cf2f36',
  colorTextBase: '#18212f',
  colorTextSecondary: '#56627a',
  colorTextTertiary: '#667085',
  colorTextPlaceholder: '#667085',
  colorBgLayout: '#f2f4f8',
  colorBorder: '#d3d9e3',
  colorBorderSecondary: '#e5e9f0',
} as const;

const dark = {
  colorPrimary: '#4d80ea',
  colorInfo: '#4d80ea',
  colorLink: '#7ba7fa',
  colorSuccess: '#3fba77',
  // White words on it are read.
  green: '#217a4b',
  colorWarning: '#e0a03a',
  colorError: '#e5484d',
  colorBgBase: '#11151c',
  colorTextBase: '#e6ebf4',
  colorTextSecondary: '#a3afc4',
  colorTextTertiary: '#95a2b8',
  colorTextPlaceholder: '#8c98ae',
  colorBgLayout: '#0d1117',
  colorBgContainer: '#151b24',
  colorBgElevated: '#1d2530',
  colorBorder: '#364153',
  colorBorderSecondary: '#252e3b',
} as const;

/** Without `motion` nothing opens by growing, so what is clicked at once is where it will stay (WCAG 2.3.3). */
export function themeConfig(name: ThemeName, motion: boolean): ThemeConfig {
  const isDark = name === 'dark';
  // Where one is: in the menu, among tabs.
  const here = isDark ? '#8fb4ff' : '#2458c6';
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...shared, motion, ...(isDark ? dark : light) },
    components: {
      // On the dark ground of their state the colours of buttons are too dark for words.
      Tag: isDark ? { colorError: '#f58f92', colorInfo: '#8fb4ff' } : {},
      Menu: {
        itemHeight: 34,
        itemBorderRadius: 6,
        itemMarginInline: 8,
        itemMarginBlock: 2,
        groupTitleFontSize: 12,
        groupTitleColor: isDark ? dark.colorTextSecondary : light.colorTextSecondary,
        activeBarBorderWidth: 0,
        itemSelectedBg: isDark ? '#1c2b47' : '#e8effc',
        itemSelectedColor: here,
        subMenuItemSelectedColor: here,
        subMenuItemBg: 'transparent',
        itemBg: 'transparent',
      },
      Table: {
        cellPaddingBlockSM: 7,
        cellPaddingInlineSM: 10,
        headerBg: isDark ? '#1a212c' : '#f7f8fb',
        headerColor: isDark ? '#a3afc4' : '#56627a',
        headerSplitColor: 'transparent',
        rowHoverBg: isDark ? '#1a2230' : '#f4f7fd',
        fontSize: 13,
      },
      Card: { bodyPaddingSM: 16, headerHeightSM: 44, headerFontSizeSM: 14 },
      Drawer: { paddingLG: 20 },
      Form: { ...(isDark ? { colorError: '#f27b7e' } : {}), itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
      Tabs: { horizontalItemPadding: '10px 0', titleFontSize: 13, itemSelectedColor: here },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Tooltip: { fontSize: 12 },
      Segmented: { itemColor: isDark ? dark.colorTextSecondary : light.colorTextSecondary },
    },
  };
}
