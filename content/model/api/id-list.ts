// Several ids in one part of a query: a comma between them, empty for all.

import { z } from 'zod';

export const IdList = z
  .string()
  .max(20_000)
  .regex(/^[a-z0-9,-]*$/)
  .default('');

export const idsOf = (text: string): string[] => text.split(',').filter((id) => id !== '');
