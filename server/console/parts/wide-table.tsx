// A table that may be wider than its page: it scrolls in a region of its own that the keyboard reaches.

import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface WideTableProps {
  readonly label: string;
  readonly minWidth: number;
  readonly children: ReactNode;
}

export function WideTable({ label, minWidth, children }: WideTableProps) {
  return (
    <section tabIndex={0} aria-label={label} style={{ overflowX: 'auto' }}>
      <Table fz="sm" miw={minWidth}>
        {children}
      </Table>
    </section>
  );
}
