// The look: one calm blue-green, states in colours that pass WCAG AA in both schemes, Be Vietnam Pro throughout.
// Mantine's own blue button and error red fail AA; both are darkened here.

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const lake: MantineColorsTuple = [
  '#edf6f8',
  '#d9e9ee',
  '#b0d3dd',
  '#84bccb',
  '#60a8bb',
  '#4a9bb1',
  '#3b92ab',
  '#2b7e96',
  '#1b6378',
  '#0f4d5f',
];

/** Grounds and lines of the library's own fields: of the same water as the panels below, not its neutral greys. */
const night: MantineColorsTuple = [
  '#e4edf0',
  '#c3d0d5',
  '#a6b7bd',
  '#84979e',
  '#43545b',
  '#2a393f',
  '#212e33',
  '#182327',
  '#131c20',
  '#10181b',
];

export const theme = createTheme({
  colors: { lake, dark: night },
  primaryColor: 'lake',
  primaryShade: 8,
  autoContrast: true,
  fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
  headings: { fontFamily: "'Be Vietnam Pro', system-ui, sans-serif", fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

const light = {
  '--mantine-color-body': '#f5f7f7',
  '--mantine-color-text': '#17262b',
  '--mantine-color-dimmed': '#4b5d64',
  '--mantine-color-error': '#a51d24',
  '--mantine-color-anchor': '#16586b',
  '--mantine-color-placeholder': '#5c6d73',
  '--mantine-color-default': '#ffffff',
  '--mantine-color-default-hover': '#eef3f4',
  '--mantine-color-default-border': '#b9c6ca',
  '--mantine-color-default-color': '#17262b',
  '--vx-surface': '#ffffff',
  '--vx-line': '#d8e0e2',
  '--vx-accent': '#1b6378',
  '--vx-good': '#17633a',
  '--vx-good-ground': '#e1f2e8',
  '--vx-bad': '#a51d24',
  '--vx-bad-ground': '#fce8e8',
  '--vx-warn': '#734700',
  '--vx-warn-ground': '#fcf0d6',
  '--vx-quiet': '#4b5d64',
  '--vx-quiet-ground': '#eef1f2',
  '--vx-hatch': '#c3ced2',
};

const dark: typeof light = {
  '--mantine-color-body': night[9],
  '--mantine-color-text': night[0],
  '--mantine-color-dimmed': night[2],
  '--mantine-color-error': '#ffaaa6',
  '--mantine-color-anchor': '#84cbdd',
  '--mantine-color-placeholder': '#98aab0',
  '--mantine-color-default': night[6],
  '--mantine-color-default-hover': night[5],
  '--mantine-color-default-border': night[4],
  '--mantine-color-default-color': night[0],
  '--vx-surface': night[7],
  '--vx-line': '#2d3c42',
  '--vx-accent': '#84cbdd',
  '--vx-good': '#8cd9a9',
  '--vx-good-ground': '#17331f',
  '--vx-bad': '#ffb3af',
  '--vx-bad-ground': '#451a1c',
  '--vx-warn': '#f3cc7c',
  '--vx-warn-ground': '#3a2c0d',
  '--vx-quiet': night[2],
  '--vx-quiet-ground': '#212d32',
  '--vx-hatch': night[4],
};

export const resolveVariables: CSSVariablesResolver = () => ({ variables: {}, light, dark });
