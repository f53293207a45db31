// The frame every part of a page stands in: a titled region, so that headings alone make a map of the page.

import { Group, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly id?: string;
  /** Name of the stop of the guided tour that it is. */
  readonly tour?: string;
  readonly children: ReactNode;
}

export function Panel({ title, aside, id, tour, children }: PanelProps) {
  const titleId = useId();
  return (
    <section className="vx-panel" aria-labelledby={titleId} id={id} data-tour={tour}>
      <Group justify="space-between" align="baseline" gap="xs" mb="sm">
        <Title order={2} fz="lg" id={titleId}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </section>
  );
}
