// Composition root of the console in the browser.

import './jitless.ts';
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/500.css';
import '@fontsource/be-vietnam-pro/600.css';
import '@fontsource/be-vietnam-pro/700.css';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import './look.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, FaultBoundary } from './app.tsx';
import { takeEntry } from './entry-link.ts';
import { makeQueryClient } from './queries.ts';
import { resolveVariables, theme } from './theme.ts';
import { startWords } from './words.ts';

const entry = takeEntry();
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
// The dialogues' scroll lock makes a style element of its own.
setNonce(nonce);
const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

await startWords();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <FaultBoundary>
        <QueryClientProvider client={makeQueryClient()}>
          <App entry={entry} />
        </QueryClientProvider>
      </FaultBoundary>
    </MantineProvider>
  </StrictMode>,
);
