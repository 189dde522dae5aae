import '@tarojs/components';

/** What a screen reader is told. WeChat knows the same by the same names (config/aria.js puts them into templates). */
declare module '@tarojs/components/types/common' {
  interface StandardProps {
    ariaRole?: string;
    ariaLabel?: string;
    ariaChecked?: boolean;
    ariaSelected?: boolean;
    ariaExpanded?: boolean;
    ariaDisabled?: boolean;
    ariaHidden?: boolean;
    ariaModal?: boolean;
    ariaLevel?: string;
    ariaLive?: 'polite' | 'assertive';
  }
}
