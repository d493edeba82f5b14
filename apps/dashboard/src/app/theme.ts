import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = ['#eef3ff', '#dbe6ff', '#b7ccff', '#93b4ff', '#7aa7ff', '#5a8af5', '#3f74e6', '#2d62d6', '#234fb0', '#1b3f8d'];

/** Mantine's dark scale, in our backgrounds and lines. */
const dark: MantineColorsTuple = ['#e8ebf0', '#c4cad3', '#8c97a7', '#7f8a99', '#2e3946', '#242d38', '#1b222b', '#141920', '#0d1015', '#090c10'];

/** What floats over a page belongs to it, also for those who go by landmarks. */
export const FLOATING_ID = 'floating';
const WITHIN_MAIN = { target: `#${FLOATING_ID}` };

/** Dense: 13 px text, small radii, quiet controls. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '17px' },
  lineHeights: { xs: '1.4', sm: '1.4', md: '1.4', lg: '1.4', xl: '1.4' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '17px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13px' } } },
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: 7,
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm', variant: 'default' }, styles: { root: { fontWeight: 500, height: 34, paddingInline: 12 } } },
    ActionIcon: { defaultProps: { variant: 'default', size: 34 } },
    InputWrapper: { defaultProps: { size: 'md' }, styles: { label: { fontWeight: 500, marginBottom: 3 }, description: { marginBottom: 3 } } },
    // Gone at once when closed: whoever closes a dialog types on, and the keys are the page's again.
    Drawer: { defaultProps: { transitionProps: { duration: 150, exitDuration: 0 } } },
    DrawerRoot: { defaultProps: { transitionProps: { duration: 150, exitDuration: 0 } } },
    Popover: { defaultProps: { transitionProps: { transition: 'fade', duration: 120, exitDuration: 0 } } },
    Menu: { defaultProps: { transitionProps: { transition: 'fade', duration: 120, exitDuration: 0 }, withInitialFocusPlaceholder: false, portalProps: WITHIN_MAIN } },
    Combobox: { defaultProps: { portalProps: WITHIN_MAIN } },
    // Their header is no banner of the document, and their cross has a name.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    ModalCloseButton: { defaultProps: { 'aria-label': 'Close' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, multiline: true, maw: 360 } },
    Modal: { defaultProps: { centered: true, transitionProps: { transition: 'fade', duration: 150, exitDuration: 0 }, overlayProps: { backgroundOpacity: 0.5 } } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 12 } },
  },
});

/** Mantine's own variables, said in our tokens. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-bright': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--faint)',
    '--mantine-color-default': 'var(--panel)',
    '--mantine-color-default-hover': 'var(--raised)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-anchor': 'var(--focus)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-disabled': 'var(--raised)',
    '--mantine-color-disabled-color': 'var(--faint)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-primary-color-light-color': 'var(--focus)',
  };
  return { variables: {}, light: both, dark: both };
};
