// Must be the first import of the page: zod looks for this when a schema is made, and its compiled parsers need eval,
// which the content policy forbids.

import { config } from 'zod';

config({ jitless: true });
